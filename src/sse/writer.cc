#include "sse/writer.h"

namespace gw::sse {
namespace {

void append_field(std::string_view field, std::string_view value, Buffer& out) {
  constexpr std::string_view kEnd = "\n\n";
  const std::size_t size = field.size() + value.size() + kEnd.size();
  char* to = out.prepare(size).data();
  to += field.copy(to, field.size());
  to += value.copy(to, value.size());
  kEnd.copy(to, kEnd.size());
  out.commit(size);
}

}  // namespace

void append_data(std::string_view data, Buffer& out) { append_field("data: ", data, out); }

void append_comment(std::string_view text, Buffer& out) { append_field(": ", text, out); }

}  // namespace gw::sse
