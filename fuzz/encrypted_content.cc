// Whatever a client sends as encrypted_content, reading it never crashes, and what is accepted may
// be passed on. What was sealed comes back, and with a key nothing else does.
#include "openai/responses/encrypted_content.h"

#include <cstdint>
#include <cstdlib>
#include <list>
#include <string>
#include <string_view>

#include "base/encoding.h"

namespace gw::openai {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_unseal(std::string_view content) {
  std::list<std::string> storage;
  if (!json::is_well_formed({content})) return;  // no string of a document
  const auto read = unseal({content}, {}, storage);
  require(!unseal({content}, "a key that nobody knows", storage));
  if (!read) return;
  require(json::is_well_formed(read->summary.value_or(json::RawString{})));
  for (const llm::Reasoning& block : read->blocks) {
    for (const json::RawString text : {block.text, block.signature, block.redacted})
      require(json::is_well_formed(text));
  }
}

void check_seal(std::string_view bytes) {
  const std::string text = json::escape(bytes);
  std::list<std::string> storage;
  const std::string sealed =
      seal_reasoning({.text = {text}, .signature = {text}, .family = "f"}, "key");
  const auto read = unseal({sealed}, "key", storage);
  require(read && read->blocks.size() == 1 && read->blocks[0].text.escaped == text &&
          read->blocks[0].signature.escaped == text);
}

}  // namespace
}  // namespace gw::openai

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  gw::openai::check_unseal(bytes);
  gw::openai::check_unseal("bgw1." + gw::to_base64(bytes));
  gw::openai::check_seal(bytes);
  return 0;
}
