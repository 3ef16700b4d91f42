// A vendor of models. Which one answers is chosen by the x-provider header from the table in
// app.cc; a second provider would be one folder beside bedrock/ and one line there.
#pragma once

#include <string_view>

#include "gateway/context.h"
#include "openai/chat_request.h"

namespace gw::gateway {

class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view name() const = 0;
  // Answers a chat completion, whole or streamed, whatever happens.
  virtual io::Task<void> chat(Context& context, const openai::ChatRequest& request) = 0;
};

}  // namespace gw::gateway
