// Writes an answer in a client's dialect, whole or as a stream of server-sent events: what dialects
// implement and translate/ drives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "llm/answer.h"
#include "llm/failure.h"

namespace gw::llm {

// What is known of an answer before it begins.
struct AnswerHead {
  std::string id;            // in the dialect's form: "chatcmpl-...", "msg_..."
  std::int64_t created = 0;  // seconds since the epoch
  std::string model;         // as the client named it
};

// What a writer has to know of the request's translation.
struct AnswerTraits {
  bool stream = false;           // the client gets server-sent events
  bool guardrail_trace = false;  // what a guardrail finds was asked for
  std::string_view family;       // of the model that answers (ModelRules::family); may be empty
};

// Laws, property tests and fuzz targets of every writer (tests/support/writer_laws.h): what is
// written does not depend on how texts are cut into pieces beyond the pieces themselves; a stream's
// events are complete at any time; nothing that says "complete" is written before end().
class AnswerWriter : public AnswerSink {
 public:
  // Where the following calls write; before any other. A whole answer has one buffer.
  void write_to(Buffer& out) { out_ = &out; }

  // The answer is complete, after stop(): writes its end.
  virtual void end() = 0;
  // Ends a stream that has begun with an error event, and nothing that says "complete".
  virtual void abort(const Failure& failure) = 0;
  // After stop(): why this is no answer in the dialect.
  virtual std::optional<Failure> problem() const { return std::nullopt; }

  // What upstream has counted so far.
  virtual std::optional<Usage> counted() const = 0;
  // Texts, reasoning and arguments so far, in bytes as JSON spells them.
  virtual std::uint64_t said() const = 0;
  // Bytes that are kept of the answer.
  virtual std::size_t held() const = 0;

 protected:
  Buffer& out() { return *out_; }

 private:
  Buffer* out_ = nullptr;
};

// What a dialect gives for one request: a new writer for each attempt to answer it.
class WriterFactory {
 public:
  virtual ~WriterFactory() = default;
  virtual std::unique_ptr<AnswerWriter> make_writer(const AnswerTraits& traits) const = 0;
};

}  // namespace gw::llm
