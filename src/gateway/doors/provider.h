// A vendor of models. Which one answers is chosen by the x-provider header from the table in
// service.cc; a second provider would be one folder beside bedrock/ and one line there.
#pragma once

#include <string_view>

#include "gateway/doors/answer.h"
#include "gateway/doors/operation.h"
#include "gateway/front/context.h"

namespace gw::gateway {

class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view name() const = 0;
  // Gets the operation answered, whole or streamed, whatever happens. All live until the task
  // completes.
  virtual io::Task<void> serve(Context& context, const Operation& operation, Answer& answer) = 0;
};

}  // namespace gw::gateway
