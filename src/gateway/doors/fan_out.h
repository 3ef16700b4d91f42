// A request that one call cannot answer: several calls, some at a time, and one answer. The first
// failure gives the others up, and is the answer: nobody gets a part and takes it for the whole.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "gateway/doors/answer.h"
#include "gateway/doors/operation.h"
#include "gateway/doors/provider.h"

namespace gw::gateway {

class Composite {
 public:
  virtual ~Composite() = default;
  // How many parts there are: at least one, and no more than one until the exchange of the first
  // has been made, which sees the model.
  virtual std::size_t parts() const = 0;
  virtual const Operation& part(std::size_t index) const = 0;
  // The answer, of what each part's transform has written. `usage`: of all; nullopt: not counted.
  virtual void write_whole(std::span<const Buffer> parts, const std::optional<llm::Usage>& usage,
                           Buffer& out) const = 0;
};

// Answers it, whatever happens, with at most `width` calls at once.
io::Task<void> answer_composite(Context& context, Provider& provider, const Composite& composite,
                                std::size_t width, Answer& answer);

}  // namespace gw::gateway
