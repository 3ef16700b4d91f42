#include "gateway/doors/answer.h"

namespace gw::gateway {

io::Task<void> ClientAnswer::fail(const llm::Failure& failure) {
  llm::Failure told = failure;
  told.status = operation_.status_of(failure);
  if (!context_.responder.started()) co_return co_await respond_error(context_, told);
  note_failure(context_, told);
  Buffer events;
  operation_.write_abort(told, events);
  const Result<> ended = co_await context_.responder.end(events.view());
  if (!ended) context_.outcome = Outcome::client_closed;
}

}  // namespace gw::gateway
