#include "gateway/app.h"

#include <atomic>
#include <optional>
#include <thread>

#include "bedrock/catalogue.h"
#include "gateway/site.h"
#include "gateway/snapshot.h"
#include "io/tls_context.h"
#include "server/listener.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kDefaultRegion = "us-east-1";

// The simulator takes any credentials, so a first request needs none.
aws::Credentials demo_credentials() {
  return {"AKIDEXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), Secret()};
}

Ambient make_ambient(const config::Settings& settings) {
  const config::AwsSettings& aws = settings.aws;
  Ambient ambient;
  ambient.region = aws.region;
  if (ambient.region.empty()) ambient.region = aws::region_of_api_key(aws.api_key.reveal());
  if (ambient.region.empty()) ambient.region = kDefaultRegion;
  if (!aws.api_key.empty()) {
    ambient.credentials = aws::Credentials{"", Secret(), Secret(), aws.api_key};
  } else if (!aws.access_key_id.empty() && !aws.secret_access_key.empty()) {
    ambient.credentials =
        aws::Credentials{aws.access_key_id, aws.secret_access_key, aws.session_token};
  } else if (settings.demo) {
    ambient.credentials = demo_credentials();
  } else if (!aws.access_key_id.empty()) {
    ambient.missing = "AWS_SECRET_ACCESS_KEY";
  } else if (!aws.secret_access_key.empty() || !aws.session_token.empty()) {
    ambient.missing = "AWS_ACCESS_KEY_ID";
  }
  return ambient;
}

// A configured endpoint, or none.
Result<std::optional<aws::Endpoint>> make_endpoint(const std::string& url) {
  if (url.empty()) return std::nullopt;
  Result<aws::Endpoint> endpoint = aws::parse_endpoint(url);
  if (!endpoint) return std::unexpected(endpoint.error());
  return std::optional<aws::Endpoint>(std::move(*endpoint));
}

std::optional<std::string> ca_bundle(const config::Settings& settings) {
  if (settings.aws.ca_bundle.empty()) return std::nullopt;  // the system's roots
  return settings.aws.ca_bundle;
}

std::size_t count_workers(const config::Settings& settings) {
  if (settings.server.workers > 0) return settings.server.workers;
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

struct App::Impl {
  explicit Impl(const config::Settings& settings) : log(settings.log.level) {}

  // The requests that still run may need the simulator, so it goes last.
  ~Impl() {
    if (simulator) simulator->stop();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<> open(const config::Settings& settings);
  Result<> open_simulator(const config::Settings& settings);
  Result<std::shared_ptr<const Snapshot>> make_snapshot(const config::Settings& settings) const;
  const io::TlsContext* public_tls() const;

  Log log;
  std::shared_ptr<const Snapshot> snapshot;
  std::optional<aws::Endpoint> simulated;  // where the simulator listens
  std::optional<io::TlsContext> tls;
  std::optional<io::TlsContext> system_tls;  // where `tls` trusts a bundle instead
  std::unique_ptr<SimulatorSite> simulator;
  std::vector<std::unique_ptr<Site>> sites;
  server::Address address;
  std::atomic<std::size_t> running{0};
  std::vector<std::jthread> threads;  // last: joined before anything they use goes
};

Result<> App::Impl::open(const config::Settings& settings) {
  Result<server::Address> listen = server::parse_address(settings.server.listen);
  if (!listen) return std::unexpected(listen.error());
  address = *listen;
  const Result<> free = server::check_free(address);
  if (!free) return free;
  Result<io::TlsContext> context = io::TlsContext::client(ca_bundle(settings));
  if (!context) return std::unexpected(context.error());
  tls.emplace(std::move(*context));
  if (ca_bundle(settings)) {
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
  for (std::size_t i = 0; i < count_workers(settings); ++i) {
    auto site = std::make_unique<Site>(snapshot, *tls, public_tls(), log);
    const Result<> opened = site->listen(address);
    if (!opened) return opened;
    address.port = site->port();  // the workers after the first share the port it got
    sites.push_back(std::move(site));
  }
  return {};
}

// A bundle is for AWS, and must not vouch for other people's hosts; nor do these need one.
const io::TlsContext* App::Impl::public_tls() const {
  if (system_tls) return &*system_tls;
  return snapshot->settings.aws.ca_bundle.empty() ? &*tls : nullptr;
}

Result<std::shared_ptr<const Snapshot>> App::Impl::make_snapshot(
    const config::Settings& settings) const {
  Result<std::optional<aws::Endpoint>> endpoint = make_endpoint(settings.aws.endpoint);
  if (!endpoint) return std::unexpected(endpoint.error());
  Result<std::optional<aws::Endpoint>> control = make_endpoint(settings.aws.control_endpoint);
  if (!control) return std::unexpected(control.error());
  BedrockOptions bedrock;
  bedrock.ambient = make_ambient(settings);
  bedrock.endpoint = simulated ? simulated : *endpoint;
  bedrock.control_endpoint = simulated ? simulated : *control;
  bedrock.resolve_profiles = settings.aws.resolve_profiles;
  bedrock.aliases = bedrock::Aliases(settings.aliases);
  bedrock.strict = settings.strict;
  bedrock.policy = {settings.chat.clamp_max_tokens, settings.chat.forward_extra_fields,
                    settings.chat.forward_user};
  FrontOptions front{GatewayKeys(settings.auth.keys), Cors(settings.server.cors_origins),
                     settings.demo, settings.log.access};
  return std::make_shared<const Snapshot>(settings, bedrock::Catalogue(settings.models),
                                          std::move(bedrock), std::move(front));
}

Result<> App::Impl::open_simulator(const config::Settings& settings) {
  simulator = std::make_unique<SimulatorSite>(bedrock::Catalogue(settings.models));
  Result<std::uint16_t> port = simulator->listen();
  if (!port) return std::unexpected(port.error());
  Result<aws::Endpoint> endpoint = aws::parse_endpoint("http://127.0.0.1:" + std::to_string(*port));
  if (!endpoint) return std::unexpected(endpoint.error());
  simulated = std::move(*endpoint);
  return {};
}

App::App(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
App::~App() = default;

Result<std::unique_ptr<App>> App::create(const config::Settings& settings) {
  auto impl = std::make_unique<Impl>(settings);
  const Result<> opened = impl->open(settings);
  if (!opened) return std::unexpected(opened.error());
  return std::unique_ptr<App>(new App(std::move(impl)));
}

std::string App::url() const {
  const std::string& host = impl_->address.host;
  const std::string shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return "http://" + shown + ":" + std::to_string(impl_->address.port);
}

std::vector<std::string> App::introduction() const {
  std::vector<std::string> lines;
  if (impl_->snapshot->settings.demo) {
    lines.emplace_back(
        "Serving from the built-in simulator, not from AWS: any credentials are accepted, and "
        "every answer has the header x-gateway-simulated: true.");
    return lines;
  }
  const Ambient& ambient = impl_->snapshot->bedrock.ambient;
  lines.push_back("AWS region " + ambient.region + " unless a request names another.");
  if (ambient.credentials) {
    lines.push_back("AWS credentials from the environment (" +
                    (ambient.credentials->api_key.empty() ? ambient.credentials->access_key_id
                                                          : "a Bedrock API key") +
                    "), or a request's own.");
  } else if (!ambient.missing.empty()) {
    lines.push_back("Only half of the AWS credentials is in the environment: " + ambient.missing +
                    " is missing. Requests without x-aws-* headers will be refused.");
  } else {
    lines.emplace_back(
        "No AWS credentials in the environment: each request must bring its own in x-aws-* "
        "headers. With --demo the built-in simulator answers instead of AWS.");
  }
  return lines;
}

void App::start() {
  impl_->running = impl_->sites.size();
  if (impl_->simulator) {
    impl_->threads.emplace_back([site = impl_->simulator.get()] { site->run(); });
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
  std::vector<config::Problem> problems = loaded.problems;
  if (problems.empty()) {
    if (const auto exposure = check_exposure(loaded.settings); !exposure)
      problems.push_back({"auth", exposure.error().message});
  }
  const config::Settings wanted = keep_fixed(impl_->snapshot->settings, loaded.settings);
  auto made = impl_->make_snapshot(wanted);
  if (!made) problems.push_back({"configuration", made.error().message});
  for (const auto& [where, message] : problems) log.error(where + ": " + message);
  if (!problems.empty()) return log.error("the configuration was not reloaded: nothing changed");

  for (const std::string& name : fixed_changes(impl_->snapshot->settings, loaded.settings))
    log.warning(name + " has changed; that takes a restart");
  impl_->snapshot = *std::move(made);
  log.set_level(impl_->snapshot->settings.log.level);
  for (const auto& site : impl_->sites) site->reload(impl_->snapshot);
  log.info("the configuration was reloaded");
}

std::chrono::milliseconds App::drain_time() const {
  return impl_->snapshot->settings.server.drain_timeout;
}

void App::stop(std::chrono::milliseconds drain) {
  for (const auto& site : impl_->sites) site->stop(drain);
}

bool App::stopped() const { return impl_->running == 0; }

Result<> check_exposure(const config::Settings& settings) {
  const Result<server::Address> address = server::parse_address(settings.server.listen);
  if (!address) return std::unexpected(address.error());
  const bool ambient =
      !settings.demo && !(settings.aws.access_key_id.empty() && settings.aws.api_key.empty());
  const bool guarded = !settings.auth.keys.empty() || settings.auth.allow_unauthenticated;
  if (!ambient || guarded || server::is_loopback(*address)) return {};
  return fail(Errc::invalid,
              "refusing to listen on " + settings.server.listen +
                  ": anyone who can reach it could use the AWS credentials of this environment. "
                  "Set auth.keys (or auth.keys_file), listen on 127.0.0.1, or accept it with "
                  "--allow-unauthenticated.");
}

}  // namespace gw::gateway
