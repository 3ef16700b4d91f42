#include "simulator/simulator.h"

#include <chrono>
#include <string>

#include "base/id.h"
#include "simulator/aws_services.h"
#include "simulator/faults.h"
#include "simulator/journal.h"
#include "simulator/json_object.h"
#include "simulator/player.h"
#include "simulator/refused_member.h"
#include "simulator/script.h"
#include "simulator/service.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kControlPrefix = "/_sim/";

std::int64_t now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count();
}

// A random UUID, as AWS names requests.
std::string make_request_id() {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  static constexpr std::size_t kSecondHalf = 24;
  std::string id = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
  std::uint64_t bits = random_u64();
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (id[i] != 'x') continue;
    if (i == kSecondHalf) bits = random_u64();  // sixteen digits were taken from the first
    id[i] = kDigits[bits % 16];
    bits /= 16;
  }
  return id;
}

// The accept header has another name where the stream itself has a media type.
std::string_view accept_of(const http::RequestHead& head, const Operation& operation) {
  return head.fields.get(operation.streams() ? "x-amzn-bedrock-accept" : "accept");
}

}  // namespace

Options demo_options(std::vector<Fault> script) {
  return {.access = {.accept_any = true}, .script = std::move(script)};
}

struct Simulator::Impl {
  Impl(const bedrock::Catalogue& models, Options wanted)
      : catalogue(models), options(std::move(wanted)), journal(options.journal) {
    options.access.issuer = &issuer;
    faults.replace(std::move(options.script));
  }

  Reply answer(const http::RequestHead& head, const Operation& operation, std::string_view body,
               const Fault& fault) {
    if (!operation.is_bedrock()) return services.answer(operation.kind, head, body, now());
    if (auto refusal = refuse_access(options.access, head, body, now())) {
      return simulator::refuse(*refusal);
    }
    if (fault.deny) return simulator::refuse(denial(operation));
    const auto refused =
        refuse_member(operation, catalogue.find(operation.model), body, fault.refuse);
    if (refused) return simulator::refuse(*refused);
    const Call call{operation,
                    head.fields.get("content-type"),
                    accept_of(head, operation),
                    body,
                    head.query(),
                    head.fields.get("x-amzn-bedrock-guardrailidentifier"),
                    head.fields.get("x-amzn-bedrock-trace"),
                    head.fields.get("x-amzn-bedrock-service-tier")};
    return respond(call, catalogue, fault.answer, &cache);
  }

  Reply control(const http::RequestHead& head, std::string_view body) {
    const std::string command = head.method + " " + std::string(head.path());
    if (command == "GET /_sim/requests") return {.body = journal.requests()};
    if (command == "GET /_sim/stats") return {.body = journal.stats()};
    if (command == "GET /_sim/played") return {.body = journal.take_faults()};
    if (command == "DELETE /_sim/requests") {
      journal.forget_requests();
      return {.body = "{}"};
    }
    if (command == "POST /_sim/release") {
      releases.add();
      return {.body = "{}"};
    }
    if (command == "DELETE /_sim/fault") {
      faults.replace({});
      releases.clear();
      return {.body = "{}"};
    }
    if (command == "PUT /_sim/aws") {
      const Result<> configured = services.configure(body);
      if (!configured) return simulator::refuse(validation(configured.error().message));
      return {.body = "{}"};
    }
    if (command != "PUT /_sim/fault") return unknown_operation();
    auto parsed = parse_faults(body);
    if (!parsed) return simulator::refuse(validation(parsed.error().message));
    faults.replace(std::move(*parsed));
    return {.body = "{}"};
  }

  const bedrock::Catalogue& catalogue;
  Options options;
  Journal journal;
  Faults faults;
  Issuer issuer;
  AwsServices services{options.access, issuer};
  Releases releases;
  PromptCache cache;
};

Simulator::Simulator(const bedrock::Catalogue& catalogue, Options options)
    : impl_(std::make_unique<Impl>(catalogue, std::move(options))) {}
Simulator::~Simulator() = default;

io::Task<void> Simulator::handle(server::Request& request, server::Responder& responder) {
  const http::RequestHead& head = request.head();
  const bool control = impl_->options.control && head.path().starts_with(kControlPrefix);
  const auto operation = find_operation(head.method, head.path());
  const auto early = operation ? impl_->faults.take_early(*operation) : Fault{};
  if (!control) impl_->journal.begin();

  bool there = co_await pause(early ? early->delay.body : milliseconds(0), request);
  const auto body = co_await request.read_body(impl_->options.max_body);
  const Fault fault = early ? *early : impl_->faults.take(*operation, body ? *body : "");
  Reply reply;
  if (!body) {
    reply = simulator::refuse({"RequestEntityTooLargeException", body.error().message});
  } else if (control) {
    reply = impl_->control(head, *body);
  } else if (operation) {
    reply = impl_->answer(head, *operation, *body, fault);
  } else {
    reply = unknown_operation();
  }
  if (!control) impl_->journal.note(head, body ? *body : "", reply.status);
  request.release_body();

  const std::string id = make_request_id();
  impl_->journal.note_fault(id, fault.name);
  const Script script = write_script(std::move(reply), fault, id);
  if (there) there = co_await play(script, impl_->releases, request, responder);
  if (!control) impl_->journal.end(there ? Journal::End::completed : Journal::End::aborted);
}

io::Task<void> Simulator::refuse(server::Request&, server::Responder& responder, int status,
                                 std::string_view message) {
  const std::string body = json_object([&](json::Writer& out) { out.member("message", message); });
  co_await responder.send(status, "application/json", body);
}

}  // namespace gw::simulator
