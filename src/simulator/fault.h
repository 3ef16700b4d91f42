// Misbehaviour on demand, and answers: what tests put to /_sim/fault and scripts say, as data. The
// members have the names they have in that JSON; kFaultShapes in fault.cc is its complete
// description.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "simulator/answer.h"

namespace gw::simulator {

using std::chrono::milliseconds;

// An error as an HTTP response.
struct HttpFault {
  std::string code;
  std::string message = "simulated";
  int status = 0;  // 0: the code's own
  // The body's form: message, Message, __type, code, anthropic, empty, html. Only the first has the
  // code in a header, too.
  std::string shape = "message";
  std::string retry_after;  // empty: none
  int original_status = 0;
};

// An error as a message of the stream, behind some of its deltas.
struct StreamFault {
  std::string code;  // "throttlingException"; as :error-code when it is not modelled
  std::string message = "simulated";
  bool modelled = true;  // false: an error message, not an exception
  std::size_t after_deltas = 0;
  int original_status = 0;
};

// The end of a connection before the end of the answer.
struct Cut {
  enum class How {
    end,    // as if the answer were complete
    close,  // orderly, without the answer's end
    reset,
  };
  How how = How::close;
  std::optional<std::size_t> at_byte;   // of the body
  std::optional<std::size_t> at_frame;  // of the stream: this many are sent
};

struct Delays {
  milliseconds body{0};  // before the request's body is read
  milliseconds head{0};  // before anything is answered
  milliseconds first_event{0};
  milliseconds events{0};  // before each of the others
};

struct Replacement {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
};

struct Fault {
  // Which requests it applies to: all of them where nothing is said.
  std::string model;
  std::string operation;
  std::vector<std::string> contains;  // all of these are in the request's body
  std::vector<std::string> lacks;     // ... and none of these
  std::optional<std::size_t> times;
  std::optional<std::size_t> chance;  // in so many of a hundred of these requests

  std::string name;  // as which /_sim/played tells of it; empty: it does not
  Wish answer;
  Delays delay;
  bool hold = false;                // each message of the stream waits for a POST to /_sim/release
  bool deny = false;                // the caller has no permission (denial() of service.h)
  std::vector<std::string> refuse;  // members that the model has not got (refused_member.h)
  std::optional<HttpFault> error;
  std::optional<StreamFault> exception;
  std::optional<Cut> cut;
  std::optional<std::size_t> corrupt_frame;  // a bit of it is flipped
  std::vector<Frame::Part> omit;             // messages of a stream that do not come
  std::optional<Replacement> replace;        // the whole answer
  std::string garbage;                       // instead of HTTP
};

// One fault or an array of them. Errors: invalid, saying where.
Result<std::vector<Fault>> parse_faults(std::string_view json);
// Those in a file. Errors: also that it cannot be read.
Result<std::vector<Fault>> load_faults(const std::string& path);

}  // namespace gw::simulator
