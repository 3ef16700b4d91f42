// Whatever a model says, in the order in which it may say it: the writers of each dialect keep the
// laws of llm/writer.h.
//
// The first byte chooses the dialect, the second how texts are cut. Each other byte is something
// said (tests/support/speaker.h).
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "support/writer_laws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gw::translate;
  constexpr std::size_t kMost = 128;  // a stream is read anew behind each byte
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  WriterLaws laws(kDialects[data[0] % kDialects.size()]);
  if (!laws.check(input.substr(2, kMost), input.substr(1, 1)).empty()) std::abort();
  return 0;
}
