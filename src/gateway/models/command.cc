#include "gateway/models/command.h"

#include <cstdio>
#include <ctime>
#include <exception>
#include <optional>
#include <thread>

#include <boost/asio/co_spawn.hpp>

#include "gateway/ambient.h"
#include "gateway/models/lists.h"
#include "gateway/models/names.h"
#include "gateway/nearest.h"
#include "gateway/outbound.h"
#include "gateway/site.h"
#include "io/system_connector.h"
#include "models/table.h"

namespace gw::gateway {

namespace {

// For the credentials to come.
constexpr std::chrono::seconds kCommandPatience{10};

// One round of questions, on a worker of its own.
class CommandAsked {
 public:
  CommandAsked(const config::Settings& settings, const Outbound& outbound) {
    io::ConnectLimits limits;
    limits.connect_timeout = settings.upstream.connect_timeout;
    limits.proxy = outbound.proxy;
    connector_ = io::make_system_connector(worker_, &outbound.tls, limits);
    pool_.emplace(*connector_, io::PoolLimits{});
  }

  Result<Lists> run(const Caller& caller, const aws::Endpoint& endpoint) {
    io::asio::co_spawn(
        worker_.executor(), ask(caller, endpoint),
        [this](const std::exception_ptr&) { worker_.stop(std::chrono::milliseconds(0)); });
    worker_.run();
    return std::move(lists_);
  }

 private:
  io::Task<void> ask(const Caller& caller, const aws::Endpoint& endpoint) {
    const auto held = co_await wallet_.wait(caller.ambient(), nullptr, kCommandPatience, cancel_);
    if (!held) {
      lists_ = std::unexpected(held.error());
      co_return;
    }
    Access access(caller, wallet_, cancel_);
    upstream::Shared shared =
        with_short_patience({*pool_, worker_.deadlines(), signing_keys_, {}, {}});
    lists_ = co_await ask_for_lists(shared, endpoint, caller.region(), access, cancel_);
  }

  io::Worker worker_;
  std::unique_ptr<io::Connector> connector_;
  std::optional<io::Pool> pool_;
  aws::SigningKeys signing_keys_;
  credentials::Wallet wallet_{worker_};
  io::CancelScope cancel_;
  Result<Lists> lists_ = fail(Errc::canceled, "nobody was asked");
};

// The simulator, for as long as this object lives.
class Simulated {
 public:
  explicit Simulated(const config::Settings& settings)
      : site_(bedrock::Catalogue(settings.models), {}) {}
  ~Simulated() { site_.stop(); }
  Simulated(const Simulated&) = delete;
  Simulated& operator=(const Simulated&) = delete;

  Result<aws::Endpoint> start() {
    const Result<std::uint16_t> port = site_.listen();
    if (!port) return std::unexpected(port.error());
    thread_ = std::jthread([this] { site_.run(); });
    return aws::parse_endpoint("http://127.0.0.1:" + std::to_string(*port));
  }

 private:
  SimulatorSite site_;
  std::jthread thread_;
};

bool refuse(const Error& error) {
  std::fprintf(stderr, "bedrock-gateway: %s\n", error.message.c_str());
  return false;
}

void print(const config::Settings& settings, const BedrockOptions& options,
           const Result<Lists>& lists) {
  const std::string& region = options.ambient.region;
  const bedrock::Catalogue catalogue(settings.models);
  const auto names = configured_names(settings);
  const models::Place place{names,     options.own_names,
                            catalogue, options.residency,
                            region,    settings.demo ? 0 : std::time(nullptr)};
  const auto entries = models::list(place, lists ? &lists->inventory : nullptr);
  std::fputs(models::table(entries).c_str(), stdout);
  std::printf("\n%zu models in %s.\n", entries.size(), region.c_str());
  const std::string trouble = lists ? lists->refusal : lists.error().message;
  if (trouble.empty()) return;
  std::printf("Not verified, since Bedrock did not list them: %s\n", trouble.c_str());
  if (lists) {
    std::puts("That takes bedrock:ListFoundationModels and bedrock:ListInferenceProfiles.");
  }
}

}  // namespace

bool print_models(config::Settings settings) {
  const auto outbound = Outbound::make(settings);
  if (!outbound) return refuse(outbound.error());
  if (settings.aws.region == kNearestRegion) {
    settings.aws.region =
        settings.demo ? settings.aws.regions.front() : choose_region(settings, *outbound).region;
  }
  // The thread of the credentials wakes it, and ends first.
  CommandAsked asking(settings, *outbound);
  Log log({.level = config::LogLevel::error});
  AmbientCredentials ambient(settings, outbound->tls, outbound->proxy, log);
  BedrockOptions options;
  if (const auto configured = ambient.configure(settings, options); !configured) {
    return refuse(configured.error());
  }
  auto residency = bedrock::Residency::parse(settings.aws.residency);
  if (!residency) return refuse(residency.error());
  options.residency = *std::move(residency);
  if (settings.listing.own_names) options.own_names = bedrock::OwnNames(settings.models);

  std::optional<Simulated> simulated;
  if (settings.demo) {
    auto endpoint = simulated.emplace(settings).start();
    if (!endpoint) return refuse(endpoint.error());
    options.control_endpoint = *std::move(endpoint);
  }
  const std::string& region = options.ambient.region;
  const auto endpoint = control_endpoint(options, region);
  if (!endpoint) return refuse(endpoint.error());
  ambient.start();
  Result<Lists> lists = fail(Errc::invalid, "there are no AWS credentials to ask with");
  if (options.ambient.identity != nullptr) {
    lists = asking.run(Caller(std::nullopt, options.ambient.identity, region), *endpoint);
  }
  ambient.stop();
  print(settings, options, lists);
  return true;
}

}  // namespace gw::gateway
