#include "simulator/player.h"

#include <span>

#include "io/sleep.h"

namespace gw::simulator {
namespace {

// Whether the client took the bytes.
io::Task<bool> write_step(const Script& script, const Script::Step& step,
                          server::Responder& responder) {
  if (script.form == Script::Form::raw) {
    const std::string_view piece = step.bytes;
    const auto written = co_await responder.raw().write(std::span(&piece, 1));
    co_return written.has_value();
  }
  const auto written = co_await responder.write(step.bytes);
  co_return written.has_value();
}

io::Task<bool> finish(const Script& script, server::Responder& responder) {
  switch (script.end) {
    case Cut::How::reset:
      responder.raw().reset();
      co_return true;
    case Cut::How::close:
      responder.abort();
      co_return true;
    case Cut::How::end:
      break;
  }
  const std::string_view nothing_more;
  const auto ended = co_await responder.end(nothing_more);
  co_return ended.has_value();
}

// Looks for it now and then: good enough for tests, and the simplest across threads.
io::Task<bool> wait_for_release(Releases& releases, server::Request& request) {
  static constexpr milliseconds kPause{1};
  while (!releases.take()) {
    const bool there = co_await pause(kPause, request);
    if (!there) co_return false;
  }
  co_return true;
}

}  // namespace

bool Releases::take() {
  int left = left_;
  while (left > 0) {
    if (left_.compare_exchange_weak(left, left - 1)) return true;
  }
  return false;
}

io::Task<bool> pause(milliseconds duration, server::Request& request) {
  co_await io::sleep(duration, request.cancel());
  co_return !request.cancel().canceled();
}

io::Task<bool> play(const Script& script, Releases& releases, server::Request& request,
                    server::Responder& responder) {
  const bool waited = co_await pause(script.delay, request);
  if (!waited) co_return false;
  if (script.form != Script::Form::raw) {
    for (const auto& [name, value] : script.fields) responder.field(name, value);
  }
  if (script.form == Script::Form::whole) {
    const std::string& body = script.steps.front().bytes;
    const auto sent = co_await responder.send(script.status, script.content_type, body);
    co_return sent.has_value();
  }
  if (script.form == Script::Form::stream) responder.begin(script.status, script.content_type);
  for (const Script::Step& step : script.steps) {
    bool there = co_await pause(step.delay, request);
    if (there && script.held) there = co_await wait_for_release(releases, request);
    if (!there) co_return false;
    const bool taken = co_await write_step(script, step, responder);
    if (!taken) co_return false;
  }
  const bool finished = co_await finish(script, responder);
  co_return finished;
}

}  // namespace gw::simulator
