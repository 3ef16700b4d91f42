#include "aws/command_words.h"

#include <optional>

#include "base/ascii.h"

namespace gw::aws {
namespace {

// Reads one word; between quotes blanks are part of it.
class Words {
 public:
  Result<std::vector<std::string>> split(std::string_view command) {
    for (const char c : command) take(c);
    if (quote_ != '\0') return fail(Errc::invalid, "a quote is not closed");
    if (escaped_) return fail(Errc::invalid, "it ends with a backslash");
    end_word();
    if (words_.empty()) return fail(Errc::invalid, "it is empty");
    return std::move(words_);
  }

 private:
  void take(char c) {
    if (escaped_) {
      // Between double quotes a backslash stays, unless it is needed.
      if (quote_ == '"' && c != '"' && c != '\\') add('\\');
      add(c);
      escaped_ = false;
    } else if (c == '\\' && quote_ != '\'') {
      escaped_ = true;
    } else if (quote_ != '\0') {
      if (c == quote_) {
        quote_ = '\0';
      } else {
        add(c);
      }
    } else if (c == '\'' || c == '"') {
      quote_ = c;
      if (!word_) word_.emplace();
    } else if (ascii::is_space(c)) {
      end_word();
    } else {
      add(c);
    }
  }

  void add(char c) {
    if (!word_) word_.emplace();
    word_->push_back(c);
  }

  void end_word() {
    if (word_) words_.push_back(*std::move(word_));
    word_.reset();
  }

  std::vector<std::string> words_;
  std::optional<std::string> word_;
  char quote_ = '\0';
  bool escaped_ = false;
};

}  // namespace

Result<std::vector<std::string>> split_command(std::string_view command) {
  return Words().split(command);
}

}  // namespace gw::aws
