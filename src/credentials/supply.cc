#include "credentials/supply.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace gw::credentials {

namespace {

// A role, assumed by whom the process runs as.
class RoleSource final : public Source {
 public:
  RoleSource(aws::Role role, std::string region, std::shared_ptr<Identity> by, Wallet& wallet,
             Fetcher& fetcher)
      : role_(std::move(role)),
        region_(std::move(region)),
        by_(std::move(by)),
        wallet_(wallet),
        fetcher_(fetcher) {}

  io::Task<Result<aws::Issued>> fetch(io::CancelScope& cancel) override {
    constexpr std::chrono::seconds kPatience{30};
    Held held = wallet_.at_hand(by_, std::time(nullptr));
    if (held == nullptr) {
      auto waited = co_await wallet_.wait(by_, nullptr, kPatience, cancel);
      if (!waited) co_return std::unexpected(waited.error());
      held = *std::move(waited);
    }
    if (!held->credentials.api_key.empty()) {
      co_return fail(Errc::invalid, "a Bedrock API key cannot assume a role");
    }
    co_return co_await fetcher_.assume(role_, region_, held->credentials, cancel);
  }
  std::string origin() const override { return "the role " + role_.arn; }

 private:
  aws::Role role_;
  std::string region_;
  std::shared_ptr<Identity> by_;
  Wallet& wallet_;
  Fetcher& fetcher_;
};

}  // namespace

Supply::Supply(AmbientOptions options, const io::TlsContext* tls,
               const std::optional<io::Proxy>& proxy, std::function<void(const Report&)> report)
    : options_(std::move(options)),
      refresher_(std::move(report)),
      fetcher_(
          refresher_.worker(), tls, proxy,
          [this](const aws::Service& service, std::string_view region) {
            return ambient_endpoint(options_, service, region);
          },
          std::string(get(options_.environment, "HOME")), options_.process_time),
      wallet_(refresher_.worker()),
      ambient_(options_.own
                   ? fixed(*options_.own)
                   : refresher_.keep(std::make_unique<AmbientSource>(options_, fetcher_))) {}

std::shared_ptr<Identity> Supply::assumed(const aws::Role& role, const std::string& region) {
  const std::lock_guard lock(mutex_);
  std::erase_if(assumed_, [](const Assumed& each) { return each.identity.expired(); });
  for (const Assumed& each : assumed_) {
    if (each.role != role || each.region != region) continue;
    if (auto identity = each.identity.lock()) return identity;
  }
  auto identity =
      refresher_.keep(std::make_unique<RoleSource>(role, region, ambient_, wallet_, fetcher_));
  assumed_.push_back({role, region, identity});
  return identity;
}

}  // namespace gw::credentials
