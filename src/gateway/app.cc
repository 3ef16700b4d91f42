#include "gateway/app.h"

#include <atomic>
#include <optional>
#include <thread>

#include "bedrock/catalogue.h"
#include "gateway/bedrock/provider.h"
#include "gateway/site.h"
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
Result<std::optional<aws::Endpoint>> make_endpoint(const config::Settings& settings) {
  if (settings.aws.endpoint.empty()) return std::nullopt;
  Result<aws::Endpoint> endpoint = aws::parse_endpoint(settings.aws.endpoint);
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
  explicit Impl(const config::Settings& given)
      : settings(given),
        catalogue(settings.models),
        front{GatewayKeys(settings.auth.keys), Cors(settings.server.cors_origins), settings.demo,
              settings.log.access},
        log(settings.log.level) {}

  // The requests that still run may need the simulator, so it goes last.
  ~Impl() {
    if (simulator) simulator->stop();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<> open();
  Result<> open_simulator();

  const config::Settings settings;
  const bedrock::Catalogue catalogue;
  const FrontOptions front;
  Log log;
  BedrockOptions bedrock;
  std::optional<io::TlsContext> tls;
  std::unique_ptr<SimulatorSite> simulator;
  std::vector<std::unique_ptr<Site>> sites;
  server::Address address;
  std::atomic<std::size_t> running{0};
  std::vector<std::jthread> threads;  // last: joined before anything they use goes
};

Result<> App::Impl::open() {
  Result<server::Address> listen = server::parse_address(settings.server.listen);
  if (!listen) return std::unexpected(listen.error());
  address = *listen;
  const Result<> free = server::check_free(address);
  if (!free) return free;
  Result<std::optional<aws::Endpoint>> endpoint = make_endpoint(settings);
  if (!endpoint) return std::unexpected(endpoint.error());
  bedrock.ambient = make_ambient(settings);
  bedrock.endpoint = *endpoint;
  bedrock.aliases = bedrock::Aliases(settings.aliases);
  bedrock.strict = settings.strict;
  bedrock.policy = {settings.chat.clamp_max_tokens, settings.chat.forward_extra_fields,
                    settings.chat.forward_user};
  Result<io::TlsContext> context = io::TlsContext::client(ca_bundle(settings));
  if (!context) return std::unexpected(context.error());
  tls.emplace(std::move(*context));
  if (settings.demo) {
    const Result<> opened = open_simulator();
    if (!opened) return opened;
  }
  for (std::size_t i = 0; i < count_workers(settings); ++i) {
    auto site = std::make_unique<Site>(settings, catalogue, bedrock, front, *tls, log);
    const Result<> opened = site->listen(address);
    if (!opened) return opened;
    address.port = site->port();  // the workers after the first share the port it got
    sites.push_back(std::move(site));
  }
  return {};
}

Result<> App::Impl::open_simulator() {
  simulator = std::make_unique<SimulatorSite>(catalogue);
  Result<std::uint16_t> port = simulator->listen();
  if (!port) return std::unexpected(port.error());
  Result<aws::Endpoint> endpoint = aws::parse_endpoint("http://127.0.0.1:" + std::to_string(*port));
  if (!endpoint) return std::unexpected(endpoint.error());
  bedrock.endpoint = std::move(*endpoint);
  return {};
}

App::App(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
App::~App() = default;

Result<std::unique_ptr<App>> App::create(const config::Settings& settings) {
  auto impl = std::make_unique<Impl>(settings);
  const Result<> opened = impl->open();
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
  if (impl_->settings.demo) {
    lines.emplace_back(
        "Serving from the built-in simulator, not from AWS: any credentials are accepted, and "
        "every answer has the header x-gateway-simulated: true.");
    return lines;
  }
  const Ambient& ambient = impl_->bedrock.ambient;
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
