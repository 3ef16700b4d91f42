#include "sse/writer.h"

namespace gw::sse {

void append_data(std::string_view data, Buffer& out) {
  constexpr std::string_view kField = "data: ";
  constexpr std::string_view kEnd = "\n\n";
  const std::size_t size = kField.size() + data.size() + kEnd.size();
  char* to = out.prepare(size).data();
  to += kField.copy(to, kField.size());
  to += data.copy(to, data.size());
  kEnd.copy(to, kEnd.size());
  out.commit(size);
}

}  // namespace gw::sse
