#include "gateway/app.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "bedrock/catalogue.h"
#include "config/prices_toml.h"
#include "gateway/admin/admin_site.h"
#include "gateway/ambient.h"
#include "gateway/inbound_tls.h"
#include "gateway/nearest.h"
#include "gateway/outbound.h"
#include "gateway/site.h"
#include "gateway/snapshot.h"
#include "io/descriptors.h"
#include "io/tls_context.h"
#include "server/listener.h"

namespace gw::gateway {

namespace {

constexpr std::size_t kEnoughDescriptors = 4096;

std::size_t count_workers(const config::Settings& settings) {
  if (settings.server.workers > 0) return settings.server.workers;
  return std::max(1U, std::thread::hardware_concurrency());
}

RecordOptions record_options(const config::Settings& settings) {
  const bool secure = !settings.server.tls_certificate.empty();
  return {settings.log.access,
          settings.log.probes,
          {LabelledModels(settings), settings.metrics.genai, secure ? "https" : "http"}};
}

Error with_setting(Error error, std::string_view setting) {
  if (error.code == Errc::busy) error.message.append(" with ").append(setting);
  return error;
}

}  // namespace

struct App::Impl {
  explicit Impl(const config::Settings& settings)
      : log(settings.log),
        reasoning(settings.reasoning.memory_size, settings.reasoning.memory_time) {}

  // The requests that still run may need the simulator, so it goes last. Nobody waits for
  // credentials any more when the thread that renews them ends, before the workers whom it wakes.
  ~Impl() {
    for (const auto& ambient : ambients) ambient->stop();
    if (admin) admin->stop();
    if (simulator) simulator->stop();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<> open(config::Settings settings, std::optional<int> socket);
  Result<> listen(const config::Settings& settings, std::optional<int> socket);
  Result<> open_admin(const config::AdminSettings& settings, bool shared);
  Result<> open_simulator(const config::Settings& settings);
  Result<std::shared_ptr<const Snapshot>> make_snapshot(const config::Settings& settings);
  const io::TlsContext* public_tls() const;
  void show(InboundTls renewed);
  void settle_region(config::Settings& settings);

  Log log;
  Load load;
  ReasoningStore reasoning;  // as the first configuration has it
  std::shared_ptr<const Snapshot> snapshot;
  std::optional<aws::Endpoint> simulated;  // where the simulator listens
  InboundTls inbound;
  Choice nearest;  // of the regions, once it was asked for
  std::optional<Outbound> outbound;
  std::optional<io::TlsContext> system_tls;  // where `outbound` trusts a bundle instead
  // Of all snapshots that may live. The last one to let go of each is this object, on main()'s
  // thread: its end waits for a thread, which no worker may.
  std::vector<std::shared_ptr<AmbientCredentials>> ambients;
  std::unique_ptr<SimulatorSite> simulator;
  Reloads reloads;
  std::unique_ptr<AdminSite> admin;  // null: there is none
  std::string admin_introduction;
  std::vector<std::unique_ptr<Site>> sites;
  server::Address address;
  std::atomic<std::size_t> running{0};
  std::vector<std::jthread> threads;  // last: joined before anything they use goes
};

Result<> App::Impl::open(config::Settings settings, std::optional<int> socket) {
  Result<InboundTls> shown = InboundTls::load(settings.server);
  if (!shown) return std::unexpected(shown.error());
  inbound = *std::move(shown);
  Result<Outbound> way = Outbound::make(settings);
  if (!way) return std::unexpected(way.error());
  outbound.emplace(*std::move(way));
  settle_region(settings);
  if (!settings.aws.ca_bundle.empty()) {
    Result<io::TlsContext> system = io::TlsContext::client(std::nullopt);
    if (system) system_tls.emplace(std::move(*system));
  }
  if (settings.demo) {
    const Result<> opened = open_simulator(settings);
    if (!opened) return opened;
  }
  auto made = make_snapshot(settings);
  if (!made) return std::unexpected(made.error());
  snapshot = *std::move(made);
  const Result<> listening = listen(settings, socket);
  if (!listening) return listening;
  return open_admin(settings.admin, settings.server.reuse_port);
}

Result<> App::Impl::listen(const config::Settings& settings, std::optional<int> socket) {
  Result<server::Address> parsed = server::parse_address(settings.server.listen);
  if (!parsed) return std::unexpected(parsed.error());
  address = *parsed;
  if (!socket && !settings.server.reuse_port) {
    const Result<> free = server::check_free(address);
    if (!free) return std::unexpected(with_setting(free.error(), "--listen"));
  }
  for (std::size_t i = 0; i < count_workers(settings); ++i) {
    auto site = std::make_unique<Site>(snapshot, outbound->tls, public_tls(), load, log);
    const Result<> opened = socket ? site->listen(*socket) : site->listen(address);
    if (!opened) return opened;
    site->secure(inbound.shared());
    address.port = site->port();  // the workers after the first share the port it got
    sites.push_back(std::move(site));
  }
  return {};
}

// A port that nobody has asked for may be that of another gateway on this machine: this one then
// goes without.
Result<> App::Impl::open_admin(const config::AdminSettings& settings, bool shared) {
  if (!has_admin_listener(settings)) return {};
  const Result<> allowed = check_admin(settings);
  if (!allowed) return allowed;
  const server::Address place = *server::parse_address(settings.listen);
  const Result<> free = shared ? Result<>() : server::check_free(place);
  if (!free && settings.listen == config::AdminSettings().listen) {
    admin_introduction = "No admin listener: " + settings.listen +
                         " is in use. Choose another address with admin.listen.";
    return {};
  }
  if (!free) return std::unexpected(with_setting(free.error(), "admin.listen"));
  MetricSources sources{{}, load, log, reloads};
  for (const auto& worker : sites) sources.workers.push_back(&worker->metrics());
  auto site = std::make_unique<AdminSite>(snapshot, std::move(sources), log);
  const Result<> opened = site->listen(place);
  if (!opened) return std::unexpected(with_setting(opened.error(), "admin.listen"));
  site->secure(inbound.shared());
  const bool secure = inbound.shared() && !server::is_loopback(site->address());
  admin_introduction = (secure ? "Admin listener: https://" : "Admin listener: http://") +
                       server::to_string(site->address()) +
                       (settings.token.empty() ? ", without a token." : ".");
  admin = std::move(site);
  return {};
}

// Once chosen it stays, as long as it may.
void App::Impl::settle_region(config::Settings& settings) {
  std::string& region = settings.aws.region;
  if (region != kNearestRegion) return;
  const auto& allowed = settings.aws.regions;
  if (std::ranges::find(allowed, nearest.region) == allowed.end()) {
    nearest = settings.demo ? Choice{allowed.front(), "not measured"}
                            : choose_region(settings, *outbound);
    log.info("AWS region " + nearest.region + ", " + nearest.reason);
  }
  region = nearest.region;
}

void App::Impl::show(InboundTls renewed) {
  inbound = std::move(renewed);
  for (const auto& site : sites) site->secure(inbound.shared());
  if (admin) admin->secure(inbound.shared());
}

// A bundle is for AWS, and must not vouch for other people's hosts; nor do these need one.
const io::TlsContext* App::Impl::public_tls() const {
  if (system_tls) return &*system_tls;
  return snapshot->settings.aws.ca_bundle.empty() ? &outbound->tls : nullptr;
}

Result<std::shared_ptr<const Snapshot>> App::Impl::make_snapshot(const config::Settings& settings) {
  std::shared_ptr<AmbientCredentials> ambient = snapshot ? snapshot->ambient : nullptr;
  if (ambient == nullptr || !ambient->serves(settings)) {
    ambient = std::make_shared<AmbientCredentials>(settings, outbound->tls, outbound->proxy, log);
    ambients.push_back(ambient);
  }
  BedrockOptions bedrock;
  const Result<> configured = ambient->configure(settings, bedrock);
  if (!configured) return std::unexpected(configured.error());
  if (simulated) bedrock.endpoint = bedrock.control_endpoint = simulated;
  bedrock.resolve_profiles = settings.aws.resolve_profiles;
  bedrock.proxy = outbound->proxy;
  bedrock.aliases = bedrock::Aliases(settings.aliases);
  if (settings.listing.own_names) bedrock.own_names = bedrock::OwnNames(settings.models);
  bedrock.guardrails = settings.guardrails;
  bedrock.routes = settings.routes;
  auto residency = bedrock::Residency::parse(settings.aws.residency);
  if (!residency) return std::unexpected(residency.error());
  bedrock.residency = *std::move(residency);
  std::vector<tenancy::PriceRow> prices = settings.prices;
  const auto& known = config::builtin_prices();
  prices.insert(prices.end(), known.begin(), known.end());
  bedrock.prices = tenancy::Prices(prices);
  bedrock.attribute = settings.aws.attribution;
  bedrock.strict = settings.strict;
  bedrock.reasoning = settings.reasoning.memory_size > 0 ? &reasoning : nullptr;
  bedrock.policy = {settings.chat.clamp_max_tokens, settings.chat.forward_extra_fields,
                    settings.chat.forward_user,
                    settings.structured.on_invalid == config::OnInvalid::pass};
  auto directory =
      config::make_directory(settings, snapshot ? snapshot->front.directory.get() : nullptr);
  if (!directory) return fail(Errc::invalid, directory.error());
  FrontOptions front{*std::move(directory),
                     Cors(settings.server.cors_origins),
                     settings.demo,
                     record_options(settings),
                     config::bound(settings.server.max_requests),
                     browser_guard(settings)};
  if (const auto checked = check_vector_routes(settings); !checked)
    return std::unexpected(checked.error());
  auto vocabulary = load_vocabulary(settings.embeddings.vocabulary);
  if (!vocabulary) return std::unexpected(vocabulary.error());
  return std::make_shared<const Snapshot>(settings, std::move(ambient),
                                          bedrock::Catalogue(settings.models), std::move(bedrock),
                                          std::move(front), *std::move(vocabulary));
}

Result<> App::Impl::open_simulator(const config::Settings& settings) {
  std::vector<simulator::Fault> script;
  if (!settings.demo_script.empty()) {
    auto loaded = simulator::load_faults(settings.demo_script);
    if (!loaded) return std::unexpected(loaded.error());
    script = *std::move(loaded);
  }
  simulator =
      std::make_unique<SimulatorSite>(bedrock::Catalogue(settings.models), std::move(script));
  Result<std::uint16_t> port = simulator->listen();
  if (!port) return std::unexpected(port.error());
  Result<aws::Endpoint> endpoint = aws::parse_endpoint("http://127.0.0.1:" + std::to_string(*port));
  if (!endpoint) return std::unexpected(endpoint.error());
  simulated = std::move(*endpoint);
  return {};
}

App::App(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
App::~App() = default;

Result<std::unique_ptr<App>> App::create(const config::Settings& settings,
                                         std::optional<int> socket) {
  auto impl = std::make_unique<Impl>(settings);
  const Result<> opened = impl->open(settings, socket);
  if (!opened) return std::unexpected(opened.error());
  return std::unique_ptr<App>(new App(std::move(impl)));
}

std::string App::url() const {
  return (impl_->inbound.shared() ? "https://" : "http://") + server::to_string(impl_->address);
}

std::vector<std::string> App::introduction() const {
  std::vector<std::string> lines;
  if (impl_->inbound.shared()) lines.push_back(impl_->inbound.description() + ".");
  if (impl_->snapshot->settings.demo) {
    lines.emplace_back(
        "Serving from the built-in simulator, not from AWS: any credentials are accepted, and "
        "every answer has the header x-gateway-simulated: true.");
  } else {
    lines.push_back("AWS region " + impl_->snapshot->bedrock.ambient.region +
                    " unless a request names another.");
    lines.push_back(impl_->snapshot->ambient->introduction());
  }
  if (!impl_->admin_introduction.empty()) lines.push_back(impl_->admin_introduction);
  return lines;
}

void App::start() {
  if (const std::size_t files = io::raise_descriptor_limit(); files < kEnoughDescriptors) {
    impl_->log.warning("this process may open " + std::to_string(files) +
                       " files, and each request needs two: raise the hard limit (LimitNOFILE= of "
                       "the unit, ulimit -Hn)");
  }
  impl_->running = impl_->sites.size();
  impl_->snapshot->ambient->start();
  if (impl_->simulator) {
    impl_->threads.emplace_back([site = impl_->simulator.get()] { site->run(); });
  }
  if (impl_->admin) {
    impl_->threads.emplace_back([site = impl_->admin.get()] { site->run(); });
  }
  for (const auto& site : impl_->sites) {
    impl_->threads.emplace_back([this, worker = site.get()] {
      worker->run();
      --impl_->running;
    });
  }
}

void App::reload(const config::Loaded& loaded) {
  Log& log = impl_->log;
  for (const auto& [where, message] : loaded.warnings)
    log.warning(std::string(where).append(": ").append(message));
  std::vector<config::Problem> problems = loaded.problems;
  if (problems.empty()) {
    if (const auto exposure = check_exposure(loaded.settings); !exposure)
      problems.push_back({"auth", exposure.error().message});
  }
  config::Settings wanted = keep_fixed(impl_->snapshot->settings, loaded.settings);
  if (const auto admin = check_admin(wanted.admin); !admin)
    problems.push_back({"admin.token", admin.error().message});
  if (problems.empty()) impl_->settle_region(wanted);
  auto made = impl_->make_snapshot(wanted);
  if (!made) problems.push_back({"configuration", made.error().message});
  auto inbound = InboundTls::load(wanted.server);
  if (!inbound) problems.push_back({"server.tls_certificate", inbound.error().message});
  for (const auto& [where, message] : problems) {
    std::string line = where;
    log.error(line.append(": ").append(message));
  }
  ++(problems.empty() ? impl_->reloads.good : impl_->reloads.bad);
  if (!problems.empty()) return log.error("the configuration was not reloaded: nothing changed");

  for (const std::string& name : fixed_changes(impl_->snapshot->settings, loaded.settings))
    log.warning(name + " has changed; that takes a restart");
  impl_->snapshot = *std::move(made);
  impl_->snapshot->ambient->start();
  log.configure(impl_->snapshot->settings.log);
  for (const auto& site : impl_->sites) site->reload(impl_->snapshot);
  if (impl_->admin) impl_->admin->reload(impl_->snapshot);
  impl_->show(*std::move(inbound));
  log.info("the configuration was reloaded");
}

void App::look_around() {
  impl_->log.tell_losses();
  std::erase_if(impl_->ambients, [](const auto& ambient) { return ambient.use_count() == 1; });
  if (!impl_->inbound.changed()) return;
  auto renewed = InboundTls::load(impl_->snapshot->settings.server);
  if (!renewed) {
    return impl_->log.error("the certificate was not renewed, the last one stays in use: " +
                            renewed.error().message);
  }
  impl_->show(*std::move(renewed));
  impl_->log.info(impl_->inbound.description());
}

const config::ServerSettings& App::settings() const { return impl_->snapshot->settings.server; }

void App::drain() {
  impl_->log.info("stopping");
  for (const auto& site : impl_->sites) site->drain();
}

void App::stop(std::chrono::milliseconds limit) {
  for (const auto& site : impl_->sites) site->stop(limit);
}

bool App::stopped() const { return impl_->running == 0; }

}  // namespace gw::gateway
