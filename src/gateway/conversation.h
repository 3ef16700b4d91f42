// A client's request for an answer, in whatever dialect: what a door has read and a provider gets
// answered.
#pragma once

#include <cstddef>
#include <optional>

#include "bedrock/model_id.h"
#include "bedrock/model_rules.h"
#include "llm/parameter.h"
#include "llm/request.h"
#include "llm/writer.h"
#include "translate/exchange.h"
#include "translate/request.h"

namespace gw::gateway {

class Conversation : public llm::WriterFactory {
 public:
  virtual const llm::Request& request() const = 0;
  // The dialect's names of parameters.
  virtual llm::Spell spell() const = 0;
  // The exchange with a model that speaks the client's dialect itself; nullopt: it is translated.
  virtual std::optional<llm::Expected<translate::Exchange>> exchange_as_it_is(
      const bedrock::ModelId& /*model*/, const bedrock::ModelRules& /*rules*/,
      const translate::Options& /*options*/) const {
    return std::nullopt;
  }

  // Answers that the client gets at once, each of them a call. With more than one, choice() is the
  // conversation of each, which writes its part of the answer, and write_end() what stands behind
  // all of them: in a stream its end, else the whole answer. choice() lives as long as this.
  virtual std::size_t choices() const { return 1; }
  virtual const Conversation& choice(std::size_t /*index*/) const { return *this; }
  virtual void write_end(Buffer& /*out*/) const {}
};

}  // namespace gw::gateway
