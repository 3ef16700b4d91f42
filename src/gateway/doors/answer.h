// Where an answer goes: to the client, or into the common answer of several
// choices (choices.h).
#pragma once

#include <string_view>

#include "gateway/doors/operation.h"
#include "gateway/front/context.h"
#include "llm/failure.h"

namespace gw::gateway {

class Answer {
 public:
  virtual ~Answer() = default;
  // Complete events of a stream, which the first of them begins. Completes when they are taken,
  // which is the backpressure; fails when nobody will take more. The bytes stay until then.
  virtual io::Task<Result<void>> write(std::string_view events) = 0;
  // The last of them, and the end.
  virtual io::Task<Result<void>> end(std::string_view events) = 0;
  // The answer in one piece.
  virtual io::Task<void> send(std::string_view content_type, std::string_view body) = 0;
  // There is none, and nothing of one was written.
  virtual io::Task<void> fail(const llm::Failure& failure) = 0;
};

class ClientAnswer final : public Answer {
 public:
  // Both outlive it.
  ClientAnswer(Context& context, const Operation& operation)
      : context_(context), operation_(operation) {}

  io::Task<Result<void>> write(std::string_view events) override {
    if (!context_.responder.started()) begin_stream(context_, operation_.stream_type());
    return context_.responder.write(events);
  }
  io::Task<Result<void>> end(std::string_view events) override {
    if (!context_.responder.started()) begin_stream(context_, operation_.stream_type());
    return context_.responder.end(events);
  }
  io::Task<void> send(std::string_view content_type, std::string_view body) override {
    return respond(context_, 200, content_type, body);
  }
  // Keep-alives may have begun a stream: then it ends as one that breaks off.
  io::Task<void> fail(const llm::Failure& failure) override;

 private:
  Context& context_;
  const Operation& operation_;
};

}  // namespace gw::gateway
