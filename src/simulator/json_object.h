#pragma once

#include <string>

#include "base/buffer.h"
#include "json/write.h"

namespace gw::simulator {

// The JSON object whose members `write(json::Writer&)` writes.
template <class Write>
std::string json_object(Write write) {
  Buffer bytes;
  json::Writer out(bytes);
  out.begin_object();
  write(out);
  out.end_object();
  return std::string(bytes.view());
}

}  // namespace gw::simulator
