// bedrock-sim: the simulator as a program of its own, for end-to-end tests and for trying things
// out. Prints one line, "listening on http://127.0.0.1:PORT", when it is ready; runs until killed.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bedrock/catalogue.h"
#include "config/catalogue_toml.h"
#include "io/tls_context.h"
#include "io/worker.h"
#include "server/listener.h"
#include "simulator/simulator.h"

namespace gw {
namespace {

constexpr int kUsageError = 2;

constexpr const char* kUsage =
    "Usage: bedrock-sim [options]\n"
    "  --listen HOST:PORT        where to listen (127.0.0.1:0: any free port)\n"
    "  --key ID:SECRET[:TOKEN]   credentials to accept, besides AWS's examples; may be repeated\n"
    "  --api-key KEY             an API key to accept; may be repeated\n"
    "  --accept-any              accept any credentials\n"
    "  --script FILE             what to answer, or what to do wrong (docs/simulator.md)\n"
    "  --tls-cert FILE           serve TLS with this certificate chain (PEM) and ...\n"
    "  --tls-key FILE            ... this key (PEM)\n"
    "  --tls-client-ca FILE      ... to clients with a certificate of these authorities (PEM)\n"
    "  --workers N               threads (1)\n";

struct Flags {
  std::string listen = "127.0.0.1:0";
  std::string tls_certificate, tls_key;  // both, or neither
  std::string tls_client_ca;
  std::size_t workers = 1;
  simulator::Access access = simulator::example_access();
  std::vector<simulator::Fault> script;
};

// "ID:SECRET" or "ID:SECRET:TOKEN"
std::optional<aws::Credentials> parse_key(std::string_view text) {
  const std::size_t first = text.find(':');
  if (first == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(first + 1);
  const std::size_t second = rest.find(':');
  const std::string_view token =
      second == std::string_view::npos ? std::string_view() : rest.substr(second + 1);
  return aws::Credentials{std::string(text.substr(0, first)), Secret(rest.substr(0, second)),
                          Secret(token)};
}

// The error is what to tell the user.
std::expected<Flags, std::string> parse_flags(const std::vector<std::string_view>& arguments) {
  Flags flags;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view flag = arguments[i];
    if (flag == "--accept-any") {
      flags.access.accept_any = true;
      continue;
    }
    if (i + 1 == arguments.size()) {
      return std::unexpected("unknown flag, or no value for it: " + std::string(flag));
    }
    const std::string value(arguments[++i]);
    if (flag == "--listen") {
      flags.listen = value;
    } else if (flag == "--api-key") {
      flags.access.api_keys.push_back(value);
    } else if (flag == "--script") {
      auto script = simulator::load_faults(value);
      if (!script) return std::unexpected(script.error().message);
      flags.script = *std::move(script);
    } else if (flag == "--tls-cert") {
      flags.tls_certificate = value;
    } else if (flag == "--tls-key") {
      flags.tls_key = value;
    } else if (flag == "--tls-client-ca") {
      flags.tls_client_ca = value;
    } else if (flag == "--workers") {
      flags.workers = std::strtoul(value.c_str(), nullptr, 10);
      if (flags.workers == 0) return std::unexpected("--workers wants a number above zero");
    } else if (flag == "--key") {
      auto key = parse_key(value);
      if (!key) return std::unexpected("--key wants ID:SECRET or ID:SECRET:TOKEN");
      flags.access.keys.push_back(std::move(*key));
    } else {
      return std::unexpected("unknown flag: " + std::string(flag));
    }
  }
  if (flags.tls_certificate.empty() != flags.tls_key.empty()) {
    return std::unexpected("--tls-cert and --tls-key go together");
  }
  return flags;
}

struct Thread {
  std::unique_ptr<io::Worker> worker;
  std::unique_ptr<server::Listener> listener;
};

Result<std::vector<Thread>> open_all(server::Address address, std::size_t workers,
                                     server::Handler& handler, const server::SharedTls& tls) {
  if (address.port != 0) {
    if (auto free = server::check_free(address); !free) return std::unexpected(free.error());
  }
  std::vector<Thread> threads;
  for (std::size_t i = 0; i < workers; ++i) {
    auto worker = std::make_unique<io::Worker>();
    auto listener = server::Listener::open(*worker, address, handler, {});
    if (!listener) return std::unexpected(listener.error());
    address.port = (*listener)->port();  // the same for all
    (*listener)->secure(tls);
    (*listener)->start();
    threads.push_back({std::move(worker), std::move(*listener)});
  }
  return threads;
}

Result<server::SharedTls> load_tls(const Flags& flags) {
  if (flags.tls_key.empty()) return nullptr;
  auto context =
      io::TlsContext::server({flags.tls_certificate, flags.tls_key}, flags.tls_client_ca);
  if (!context) return std::unexpected(context.error());
  return std::make_shared<const io::TlsContext>(*std::move(context));
}

Result<void> run(const Flags& flags) {
  const auto address = server::parse_address(flags.listen);
  if (!address) return std::unexpected(address.error());
  const auto tls = load_tls(flags);
  if (!tls) return std::unexpected(tls.error());

  const bedrock::Catalogue catalogue(config::builtin_catalogue());
  simulator::Simulator simulator(
      catalogue,
      {.access = flags.access, .control = true, .journal = 10'000, .script = flags.script});
  const auto threads = open_all(*address, flags.workers, simulator, *tls);
  if (!threads) return std::unexpected(threads.error());

  std::printf("listening on %s://%s:%u\n", *tls ? "https" : "http", address->host.c_str(),
              unsigned{threads->front().listener->port()});
  std::fflush(stdout);
  std::vector<std::jthread> running;
  for (const Thread& thread : *threads) {
    running.emplace_back([worker = thread.worker.get()] { worker->run(); });
  }
  return {};
}

}  // namespace
}  // namespace gw

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments.front() == "--help") {
    std::fputs(gw::kUsage, stdout);
    return EXIT_SUCCESS;
  }
  const auto flags = gw::parse_flags(arguments);
  if (!flags) {
    std::fprintf(stderr, "bedrock-sim: %s\n%s", flags.error().c_str(), gw::kUsage);
    return gw::kUsageError;
  }
  std::signal(SIGPIPE, SIG_IGN);  // a write to a closed connection is an error value
  const auto served = gw::run(*flags);
  if (served) return EXIT_SUCCESS;
  std::fprintf(stderr, "bedrock-sim: %s\n", served.error().message.c_str());
  return EXIT_FAILURE;
}
