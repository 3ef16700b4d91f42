// Names of documents as Bedrock takes them: letters, digits, single spaces, hyphens, parentheses
// and square brackets, each once in a conversation.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace gw::translate {

class DocumentNames {
 public:
  // What is left of a file's name without its extension ("Q3 report.pdf": "Q3 report"), or
  // "document-N" for the Nth document when nothing is. The same files get the same names in every
  // request of a conversation.
  std::string next(std::string_view file_name);

 private:
  std::size_t count_ = 0;
  std::unordered_set<std::string> taken_;
};

}  // namespace gw::translate
