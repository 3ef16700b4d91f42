#include "credentials/exchange.h"

namespace gw::credentials {

namespace {

constexpr std::size_t kMaxAnswer = 64 * 1024;

io::PoolLimits pool_limits() {
  io::PoolLimits limits;
  limits.idle_per_destination = 1;
  limits.idle_time = std::chrono::seconds(5);
  return limits;
}

upstream::Timeouts timeouts(std::chrono::milliseconds time) {
  upstream::Timeouts timeouts;
  timeouts.head = time;
  timeouts.idle = time;
  return timeouts;
}

}  // namespace

Exchange::Exchange(io::Worker& worker, const io::TlsContext* tls, const io::ConnectLimits& limits)
    : worker_(worker),
      connector_(io::make_system_connector(worker, tls, limits)),
      pool_(*connector_, pool_limits()) {}

io::Task<Result<Answer>> Exchange::ask(const Question& question, io::CancelScope& cancel) {
  static const aws::Credentials kNobody;
  const aws::Credentials& signer = question.signer == nullptr ? kNobody : *question.signer;
  const upstream::Target target{question.endpoint, question.region, question.service, signer,
                                question.peer};
  upstream::Shared shared{pool_, worker_.deadlines(), signing_keys_, timeouts(question.time),
                          clock_};
  // A clock that is wrong is corrected by the first refusal that shows it.
  for (int attempt = 1;; ++attempt) {
    std::chrono::nanoseconds waited{0};
    upstream::Call call(shared, cancel, waited);
    const Result<> started = co_await call.start(target, question.request);
    if (!started) co_return std::unexpected(started.error());
    Buffer body;
    const Result<> read = co_await call.read_all(kMaxAnswer, body);
    if (!read) co_return std::unexpected(read.error());
    const bool again = question.signer != nullptr && attempt == 1 && call.correct_clock();
    clock_ = shared.clock;
    if (!again) {
      co_return Answer{call.head().status, std::string(call.head().fields.get("x-amzn-errortype")),
                       Secret(body.view()), upstream::ahead(call.head())};
    }
  }
}

}  // namespace gw::credentials
