// An answer as it will be played on the connection: the reply with the fault worked into it. Pure,
// so that every misbehaviour is tested without a socket; the player knows no faults.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/fault.h"
#include "simulator/service.h"

namespace gw::simulator {

struct Script {
  enum class Form {
    whole,   // one HTTP response; its body is the only step
    stream,  // a chunked HTTP response; each step is written by itself
    raw,     // bytes on the connection, HTTP or not
  };
  struct Step {
    milliseconds delay;  // before it
    std::string bytes;
  };

  Form form = Form::whole;
  int status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> fields;
  milliseconds delay{0};  // before everything
  std::vector<Step> steps;
  bool held = false;  // each step waits until it is released
  Cut::How end = Cut::How::end;
};

// `request_id` is in the head of whatever is answered.
Script write_script(Reply reply, const Fault& fault, std::string_view request_id);

}  // namespace gw::simulator
