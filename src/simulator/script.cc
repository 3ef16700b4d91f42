#include "simulator/script.h"

#include "base/buffer.h"
#include "eventstream/encoder.h"
#include "http/write.h"
#include "simulator/json_object.h"

namespace gw::simulator {
namespace {

// As Anthropic's own API says it; some of its models on Bedrock have done so, too.
std::string anthropic_error(const HttpFault& error, int status) {
  const std::string_view type = status == 429   ? "rate_limit_error"
                                : status == 503 ? "overloaded_error"
                                : status >= 500 ? "api_error"
                                                : "invalid_request_error";
  return json_object([&](json::Writer& out) {
    out.member("type", "error").key("error").begin_object();
    out.member("type", type).member("message", error.message).end_object();
    out.member("request_id", "req_bdrk_00000000000000000000000001");
  });
}

std::string error_body(const HttpFault& error) {
  if (error.shape == "empty") return {};
  if (error.shape == "html") return "<html><body><h1>" + error.message + "</h1></body></html>";
  return json_object([&](json::Writer& out) {
    if (error.shape == "__type") out.member("__type", "com.amazon.coral.service#" + error.code);
    if (error.shape == "code") out.member("code", error.code);
    out.member(error.shape == "Message" ? "Message" : "message", error.message);
    if (error.original_status != 0) out.member("originalStatusCode", error.original_status);
  });
}

Reply error_reply(const HttpFault& error) {
  Reply reply{.status = error.status != 0 ? error.status : status_of(error.code)};
  if (error.shape == "html") reply.content_type = "text/html";
  if (error.shape == "message") reply.fields.emplace_back("x-amzn-errortype", error.code);
  if (!error.retry_after.empty()) reply.fields.emplace_back("retry-after", error.retry_after);
  reply.body =
      error.shape == "anthropic" ? anthropic_error(error, reply.status) : error_body(error);
  return reply;
}

Reply replaced(Reply reply, const Fault& fault) {
  if (fault.error) return error_reply(*fault.error);
  if (!fault.replace) return reply;
  reply.status = fault.replace->status;
  reply.content_type = fault.replace->content_type;
  reply.body = fault.replace->body;
  reply.stream = false;
  return reply;
}

std::string encoded(const Frame& frame) {
  Buffer bytes;
  eventstream::append_event(frame.event_type, frame.payload, bytes);
  return std::string(bytes.view());
}

std::string encoded(const StreamFault& fault) {
  Buffer bytes;
  if (!fault.modelled) {
    eventstream::append_error(fault.code, fault.message, bytes);
    return std::string(bytes.view());
  }
  const std::string payload = json_object([&](json::Writer& out) {
    out.member("message", fault.message);
    if (fault.original_status == 0) return;
    out.member("originalStatusCode", fault.original_status);
    out.member("originalMessage", fault.message);
  });
  eventstream::append_exception(fault.code, payload, bytes);
  return std::string(bytes.view());
}

bool is_omitted(const Frame& frame, const Fault& fault) {
  return std::ranges::find(fault.omit, frame.part) != fault.omit.end();
}

// The messages of the stream: as they are, or up to an exception.
std::vector<std::string> messages_of(const std::vector<Frame>& frames, const Fault& fault) {
  std::vector<std::string> messages;
  std::size_t deltas = 0;
  for (const Frame& frame : frames) {
    const bool delta = frame.part == Frame::Part::delta;
    const bool opened = frame.part != Frame::Part::opening;
    if (fault.exception && opened && deltas >= fault.exception->after_deltas) break;
    if (delta) ++deltas;
    if (!is_omitted(frame, fault)) messages.push_back(encoded(frame));
  }
  if (fault.exception) messages.push_back(encoded(*fault.exception));
  if (fault.corrupt_frame && *fault.corrupt_frame < messages.size()) {
    std::string& message = messages[*fault.corrupt_frame];
    message[message.size() / 2] ^= 1;
  }
  return messages;
}

void cut_steps(const Cut& cut, Script& script) {
  if (cut.at_frame && *cut.at_frame < script.steps.size()) script.steps.resize(*cut.at_frame);
  std::size_t left = cut.at_byte.value_or(std::string::npos);
  for (std::size_t i = 0; i < script.steps.size(); ++i) {
    std::string& bytes = script.steps[i].bytes;
    if (bytes.size() <= left) {
      left -= bytes.size();
      continue;
    }
    bytes.resize(left);
    script.steps.resize(i + (left > 0 ? 1 : 0));
    break;
  }
  script.end = cut.how;
}

// A whole response whose head promises more than will come: HTTP by hand.
void promise_whole_body(Script& script) {
  Buffer head;
  http::append_status_line(script.status, head);
  http::append_field("content-type", script.content_type, head);
  http::append_field("content-length", script.steps.front().bytes.size(), head);
  for (const auto& [name, value] : script.fields) http::append_field(name, value, head);
  http::end_head(head);
  script.steps.insert(script.steps.begin(), {milliseconds(0), std::string(head.view())});
  script.form = Script::Form::raw;
}

void cut_whole(const Cut& cut, Script& script) {
  promise_whole_body(script);
  std::string& body = script.steps.back().bytes;
  if (cut.at_frame) body.clear();
  if (cut.at_byte && *cut.at_byte < body.size()) body.resize(*cut.at_byte);
  // What follows on the connection would be taken for the rest of this body.
  script.end = cut.how == Cut::How::reset ? Cut::How::reset : Cut::How::close;
}

}  // namespace

Script write_script(Reply reply, const Fault& fault, std::string_view request_id) {
  Script script{.delay = fault.delay.head};
  if (!fault.garbage.empty()) {
    script.form = Script::Form::raw;
    script.steps.push_back({milliseconds(0), fault.garbage});
    script.end = Cut::How::close;
    return script;
  }
  reply = replaced(std::move(reply), fault);
  script.status = reply.status;
  script.content_type = std::move(reply.content_type);
  script.fields = std::move(reply.fields);
  script.fields.emplace_back("x-amzn-requestid", request_id);
  if (!reply.stream) {
    script.steps.push_back({milliseconds(0), std::move(reply.body)});
    if (fault.cut) cut_whole(*fault.cut, script);
    return script;
  }
  script.form = Script::Form::stream;
  script.held = fault.hold;
  for (std::string& message : messages_of(reply.frames, fault)) {
    const bool first = script.steps.empty();
    script.steps.push_back(
        {first ? fault.delay.first_event : fault.delay.events, std::move(message)});
  }
  if (fault.cut) cut_steps(*fault.cut, script);
  return script;
}

}  // namespace gw::simulator
