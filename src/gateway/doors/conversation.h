// A client's request for an answer, in whatever dialect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/doors/operation.h"
#include "http/head.h"
#include "llm/conversation_key.h"
#include "llm/parameter.h"
#include "llm/request.h"
#include "llm/writer.h"

namespace gw::gateway {

class Conversation : public Operation, public llm::WriterFactory {
 public:
  virtual bool stream() const = 0;
  // What requests of one conversation have alike (llm/conversation_key.h).
  std::uint64_t key() const override = 0;
  // The whole of it. Errors: the dialect's 400, where it is only read now.
  virtual llm::Expected<const llm::Request*> request() const = 0;
  // The dialect's names of parameters.
  virtual llm::Spell spell() const = 0;
  // The exchange with a model that speaks the client's dialect itself; nullopt: it is translated.
  // This object and `rules` outlive it.
  virtual std::optional<llm::Expected<translate::Exchange>> exchange_as_it_is(
      const bedrock::ModelId& /*model*/, const bedrock::ModelRules& /*rules*/,
      const translate::Options& /*options*/) const {
    return std::nullopt;
  }

  // With what a stream begins that has to begin before there is an answer, to break the silence.
  // The writers, those made before as well, then go on behind it.
  virtual std::string open_stream() const { return {}; }

  // Answers that the client gets at once, each of them a call. With more than one, choice() is the
  // conversation of each, which writes its part of the answer, and write_end() what stands behind
  // all of them: in a stream its end, else the whole answer. choice() lives as long as this.
  virtual std::size_t choices() const { return 1; }
  virtual const Conversation& choice(std::size_t /*index*/) const { return *this; }
  virtual void write_end(Buffer& /*out*/) const {}

  std::size_t calls() const final { return choices(); }
  // As it is, or translated.
  llm::Expected<translate::Exchange> exchange(const bedrock::ModelId& model,
                                              const bedrock::ModelRules& rules,
                                              const translate::Options& options) const final;
  void write_abort(const llm::Failure& failure, Buffer& out) const final;

  // The request, to have the media fetched that it names by URL; null: certainly none.
  virtual llm::Request* with_media() { return nullptr; }
};

class ConversationReader {
 public:
  virtual ~ConversationReader() = default;
  // `body` and `fields` outlive the result. Errors are the dialect's 400s.
  virtual llm::Expected<std::unique_ptr<Conversation>> read(std::string_view body,
                                                            const http::Fields& fields) const = 0;
};

}  // namespace gw::gateway
