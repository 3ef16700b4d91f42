#include "gateway/doors/conversation.h"

namespace gw::gateway {

llm::Expected<translate::Exchange> Conversation::exchange(const bedrock::ModelId& model,
                                                          const bedrock::ModelRules& rules,
                                                          const translate::Options& options) const {
  if (auto made = exchange_as_it_is(model, rules, options)) return *std::move(made);
  const auto whole = request();
  if (!whole) return std::unexpected(whole.error());
  return translate::translate({**whole, spell(), *this}, model, rules, options);
}

void Conversation::write_abort(const llm::Failure& failure, Buffer& out) const {
  const auto writer = make_writer({.stream = true, .family = {}});
  writer->write_to(out);
  writer->abort(failure);
}

}  // namespace gw::gateway
