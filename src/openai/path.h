// Where a parameter stands in a request, as OpenAI writes it: messages[1].content[0].type. A chain
// of steps on the stack, spelled out only when there is an error to report.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gw::openai {

class Path {
 public:
  Path() = default;
  // The parent must outlive the step.
  friend Path operator/(const Path& parent, std::string_view name) { return {&parent, name, 0}; }
  friend Path operator/(const Path& parent, std::size_t index) { return {&parent, {}, index}; }

  // The last step's; empty for an index.
  std::string_view name() const { return name_; }

  std::string text() const {
    if (parent_ == nullptr) return {};
    std::string result = parent_->text();
    if (name_.empty()) return result + '[' + std::to_string(index_) + ']';
    if (!result.empty()) result += '.';
    return result.append(name_);
  }

 private:
  Path(const Path* parent, std::string_view name, std::size_t index)
      : parent_(parent), name_(name), index_(index) {}

  const Path* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
};

}  // namespace gw::openai
