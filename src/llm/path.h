// Where a parameter stands in a request, as the dialect writes it: messages[1].content[0].type, or
// messages.1.content.0.type. A chain of steps on the stack, spelled out only when there is an error
// to report.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gw::llm {

class Path {
 public:
  enum class Style { brackets, dots };  // OpenAI's and Anthropic's
  explicit Path(Style style = Style::brackets) : style_(style) {}
  // The parent must outlive the step.
  friend Path operator/(const Path& parent, std::string_view name) { return {&parent, name, 0}; }
  friend Path operator/(const Path& parent, std::size_t index) { return {&parent, {}, index}; }

  // The last step's; empty for an index.
  std::string_view name() const { return name_; }

  std::string text() const {
    if (parent_ == nullptr) return {};
    std::string result = parent_->text();
    const bool index = name_.empty();
    if (index && style_ == Style::brackets) return result + '[' + std::to_string(index_) + ']';
    if (!result.empty()) result += '.';
    return index ? result + std::to_string(index_) : result.append(name_);
  }

 private:
  Path(const Path* parent, std::string_view name, std::size_t index)
      : parent_(parent), name_(name), index_(index), style_(parent->style_) {}

  const Path* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
  Style style_;
};

}  // namespace gw::llm
