#include "gateway/bedrock/access.h"

#include <ctime>
#include <utility>

namespace gw::gateway {

namespace {

// Before the first credentials have come, a request waits this long for them. The sources are
// faster, or do not answer.
constexpr std::chrono::seconds kAccessPatience{10};

bool has_expired(const http::ResponseHead& head) {
  return head.fields.get("x-amzn-errortype").starts_with("ExpiredToken");
}

// `had`: there were credentials before. That they cannot be renewed is no fault of the client's.
llm::Failure unavailable(const Error& error, bool had) {
  if (error.code == Errc::invalid && !had)
    return missing_credentials("Of its own: " + error.message + ".");
  llm::Failure answer(503, llm::FailureKind::server,
                      "The gateway has no AWS credentials at the moment: " + error.message +
                          ". It goes on trying.");
  answer.code = "credentials_unavailable";
  answer.retry_after = "2";
  return answer;
}

}  // namespace

Access::Access(const Caller& caller, credentials::Wallet& wallet, io::CancelScope& cancel)
    : caller_(caller), wallet_(wallet), cancel_(cancel) {
  if (!caller_.own()) held_ = wallet_.at_hand(caller_.ambient(), std::time(nullptr));
}

io::Task<llm::Expected<>> Access::obtain() {
  auto held = co_await wallet_.wait(caller_.ambient(), nullptr, kAccessPatience, cancel_);
  if (!held) {
    const bool had = caller_.ambient()->state().held != nullptr;
    co_return std::unexpected(unavailable(held.error(), had));
  }
  held_ = *std::move(held);
  co_return llm::Expected<>();
}

io::Task<bool> Access::mend(upstream::Call& call) {
  if (!clock_corrected_ && call.correct_clock()) {
    clock_corrected_ = true;
    co_return true;
  }
  // Credentials that do not expire are never renewed; the caller's own are the caller's business.
  const bool renewable = !caller_.own() && held_->expires_at && has_expired(call.head());
  if (!renewable || std::exchange(renewed_, true)) co_return false;
  const auto held = co_await wallet_.wait(caller_.ambient(), held_, kAccessPatience, cancel_);
  if (!held || *held == held_) co_return false;
  held_ = *held;
  co_return true;
}

}  // namespace gw::gateway
