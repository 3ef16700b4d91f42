#include "gateway/doors/count_door.h"

#include "gateway/doors/conversation_door.h"
#include "llm/token_estimate.h"

namespace gw::gateway {

namespace {

using namespace std::chrono_literals;

// How long a model is not asked about again: agents count before each turn.
constexpr auto kNotAskedAgain = 10min;
// Names are the clients'.
constexpr std::size_t kMostModels = 256;

}  // namespace

// The client's, but for failures that mean that nothing is counted.
class CountDoor::CountAnswer final : public Answer {
 public:
  CountAnswer(CountDoor& door, Context& context, const Conversation& conversation)
      : door_(door),
        context_(context),
        conversation_(conversation),
        client_(context, conversation) {}

  io::Task<Result<void>> write(std::string_view events) override { return client_.write(events); }
  io::Task<Result<void>> end(std::string_view events) override { return client_.end(events); }
  io::Task<void> send(std::string_view content_type, std::string_view body) override {
    return client_.send(content_type, body);
  }
  io::Task<void> fail(const llm::Failure& failure) override {
    if (!says_not_counted(failure)) co_return co_await client_.fail(failure);
    if (!is_denied(failure)) door_.remember(context_.model);
    context_.outcome = Outcome::ok;
    co_await door_.answer_uncounted(context_, conversation_);
  }

 private:
  CountDoor& door_;
  Context& context_;
  const Conversation& conversation_;
  ClientAnswer client_;
};

io::Task<void> CountDoor::handle(Context& context) {
  context.spends_tokens = false;
  const auto conversation = co_await read_conversation(context, reader_, options_.body_bytes);
  if (conversation == nullptr) co_return;
  // What a key may use of it only the provider tells.
  const bool restricted = context.grant && context.grant->restricts_models();
  if (!restricted && is_known_not_to_count(context.model))
    co_return co_await answer_uncounted(context, *conversation);
  CountAnswer answer(*this, context, *conversation);
  co_await provider_.serve(context, *conversation, answer);
}

bool CountDoor::is_known_not_to_count(std::string_view model) {
  const auto known = uncounted_.find(std::string(model));
  if (known == uncounted_.end()) return false;
  if (Clock::now() < known->second) return true;
  uncounted_.erase(known);
  return false;
}

void CountDoor::remember(std::string_view model) {
  if (uncounted_.size() == kMostModels) uncounted_.clear();
  uncounted_[std::string(model)] = Clock::now() + kNotAskedAgain;
}

io::Task<void> CountDoor::answer_uncounted(Context& context, const Conversation& conversation) {
  if (!options_.estimate) {
    context.retry_is_pointless = true;
    const llm::Failure failure = not_counted(context.model);
    co_return co_await respond_error(context, failure);
  }
  const auto request = conversation.request();
  if (!request) {
    const llm::Failure& failure = request.error();
    co_return co_await respond_error(context, failure);
  }
  context.retry_is_pointless = false;
  context.responder.field("x-gateway-estimated", "true");
  Buffer body;
  write_(llm::estimate_tokens(**request), body);
  co_await respond_json(context, 200, body.view());
}

}  // namespace gw::gateway
