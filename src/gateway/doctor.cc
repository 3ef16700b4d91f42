#include "gateway/doctor.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "aws/time.h"
#include "bedrock/aliases.h"
#include "bedrock/request.h"
#include "bedrock/service_error.h"
#include "credentials/ambient.h"
#include "gateway/ambient.h"
#include "gateway/outbound.h"

namespace gw::gateway {

namespace {

using namespace std::chrono_literals;

// One token of a model's answer is enough to know.
constexpr std::string_view kQuestion =
    R"({"messages":[{"role":"user","content":[{"text":"Hello"}]}],)"
    R"("inferenceConfig":{"maxTokens":1}})";

class Examination {
 public:
  Examination(const config::Settings& settings, const io::TlsContext& tls,
              const std::optional<io::Proxy>& proxy)
      : settings_(settings),
        options_(ambient_options(settings)),
        exchange_(worker_, &tls, connect_limits(settings, proxy)),
        fetcher_(
            worker_, &tls, proxy,
            [this](const aws::Service& service, std::string_view region) {
              return credentials::ambient_endpoint(options_, service, region);
            },
            std::string(get(options_.environment, "HOME"))) {}

  bool run(const BedrockOptions& bedrock, const std::vector<std::string>& models) {
    io::asio::co_spawn(worker_.executor(), all(bedrock, models),
                       [this](const std::exception_ptr&) { worker_.stop(0ms); });
    worker_.run();
    return well_;
  }

 private:
  static io::ConnectLimits connect_limits(const config::Settings& settings,
                                          const std::optional<io::Proxy>& proxy) {
    io::ConnectLimits limits;
    limits.connect_timeout = settings.upstream.connect_timeout;
    limits.proxy = proxy;
    return limits;
  }

  void tell(bool well, const char* step, const std::string& finding) {
    std::printf("%-6s%-13s%s\n", well ? "ok" : "FAIL", step, finding.c_str());
    std::fflush(stdout);
    well_ = well_ && well;
  }

  io::Task<void> all(const BedrockOptions& bedrock, const std::vector<std::string>& models) {
    const std::string& region = bedrock.ambient.region;
    tell(true, "region", region + " for requests that name none");
    const bool found = co_await find_credentials(bedrock);
    if (!found) co_return;
    co_await tell_identity(region);
    if (models.empty()) {
      std::printf("%-6s%-13s%s\n", "--", "model", "none asked: name one with --model ID");
    }
    for (const std::string& model : models) co_await ask_model(bedrock, model);
  }

  io::Task<bool> find_credentials(const BedrockOptions& bedrock) {
    if (!bedrock.ambient.missing.empty()) {
      tell(false, "credentials", bedrock.ambient.missing + " is missing");
      co_return false;
    }
    aws::CredentialPlan plan{aws::NoSource{}, "the settings"};
    if (options_.own) {
      plan.source = aws::StaticSource{*options_.own};
    } else {
      auto planned = credentials::plan_ambient(options_);
      if (!planned) {
        tell(false, "credentials", planned.error().message);
        co_return false;
      }
      plan = *std::move(planned);
    }
    auto issued = co_await fetcher_.fetch(plan, scope_);
    if (!issued) {
      tell(false, "credentials", plan.origin + ": " + issued.error().message);
      co_return false;
    }
    issued_ = *std::move(issued);
    const std::string& id = issued_.credentials.access_key_id;
    std::string finding = "from " + plan.origin + " (" + (id.empty() ? "a Bedrock API key" : id);
    if (issued_.expires_at) finding += ", good until " + aws::format_iso8601(*issued_.expires_at);
    tell(true, "credentials", finding + ")");
    co_return true;
  }

  io::Task<void> tell_identity(const std::string& region) {
    if (!issued_.credentials.api_key.empty()) {
      co_return tell(true, "identity", "not asked: STS does not know API keys");
    }
    const auto endpoint = credentials::ambient_endpoint(options_, aws::kSts, region);
    if (!endpoint) co_return tell(false, "identity", endpoint.error().message);
    const std::string form = aws::caller_identity_form();
    const auto answer = co_await ask(*endpoint, aws::kSts, region, "/", aws::kFormType, form);
    if (!answer) co_return tell(false, "identity", answer.error().message);
    tell_clock(*answer);
    const std::string arn = aws::parse_caller_arn(answer->body);
    if (answer->status == 200 && !arn.empty()) co_return tell(true, "identity", arn);
    const aws::StsError error = aws::parse_sts_error(answer->body);
    tell(false, "identity",
         "STS says " + std::to_string(answer->status) + " " + error.code + " " + error.message);
  }

  void tell_clock(const credentials::Answer& answer) {
    const std::string difference = std::to_string(answer.ahead) + " s";
    if (answer.ahead == 0) return tell(true, "clock", "right");
    tell(settings_.aws.correct_clock, "clock",
         "AWS's is " + difference + " ahead; set this machine's");
  }

  io::Task<void> ask_model(const BedrockOptions& bedrock, const std::string& name) {
    const auto id = bedrock::parse_model_id(bedrock.aliases.resolve(name));
    if (!id) co_return tell(false, "model", name + ": " + id.error().message);
    const std::string region = id->region.empty() ? bedrock.ambient.region : id->region;
    const auto endpoint = bedrock.endpoint ? Result<aws::Endpoint>(*bedrock.endpoint)
                                           : aws::regional_endpoint(aws::kBedrockRuntime.host,
                                                                    region, bedrock.variant);
    if (!endpoint) co_return tell(false, "model", name + ": " + endpoint.error().message);
    for (const bool stream : {false, true}) {
      const std::string path = bedrock::request_path(*id, bedrock::Api::converse, stream);
      const auto before = std::chrono::steady_clock::now();
      const auto answer = co_await ask(*endpoint, aws::kBedrockRuntime, region, path,
                                       "application/json", kQuestion);
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - before);
      std::string finding = name + (stream ? ", streamed" : ", whole");
      finding += " from " + endpoint->authority + ": ";
      if (!answer) {
        tell(false, "model", finding + answer.error().message);
        continue;
      }
      finding += std::to_string(answer->status) + " in " + std::to_string(took.count()) + " ms";
      if (answer->status != 200) {
        const auto error =
            bedrock::read_service_error(answer->status, answer->error_type, answer->body);
        finding += " " + error.code + " " + error.message + (stream ? kStreamAdvice : kAdvice);
      }
      tell(answer->status == 200, "model", finding);
    }
  }

  io::Task<Result<credentials::Answer>> ask(const aws::Endpoint& endpoint,
                                            const aws::Service& service, std::string_view region,
                                            std::string_view path, std::string_view type,
                                            std::string_view body) {
    credentials::Question question{
        endpoint, "AWS", {}, &issued_.credentials, region, service.signing_name};
    question.request.method = "POST";
    question.request.path = path;
    question.request.content_type = type;
    question.request.body = body;
    question.time = 60s;
    co_return co_await exchange_.ask(question, scope_);
  }

  static constexpr const char* kAdvice =
      " (needs bedrock:InvokeModel, and access to the model in the Bedrock console)";
  static constexpr const char* kStreamAdvice = " (needs bedrock:InvokeModelWithResponseStream)";

  const config::Settings& settings_;
  const credentials::AmbientOptions options_;
  io::Worker worker_;
  credentials::Exchange exchange_;
  credentials::Fetcher fetcher_;
  io::CancelScope scope_;
  aws::Issued issued_;
  bool well_ = true;
};

bool refuse(const Error& error) {
  std::printf("%-6s%-13s%s\n", "FAIL", "settings", error.message.c_str());
  return false;
}

}  // namespace

bool examine(const config::Settings& settings, const std::vector<std::string>& models) {
  const auto outbound = Outbound::make(settings);
  if (!outbound) return refuse(outbound.error());
  Log log(settings.log.level);
  AmbientCredentials ambient(settings, outbound->tls, outbound->proxy, log);
  BedrockOptions bedrock;
  if (const auto configured = ambient.configure(settings, bedrock); !configured) {
    return refuse(configured.error());
  }
  bedrock.aliases = bedrock::Aliases(settings.aliases);
  std::vector<std::string> all = models;
  for (const bedrock::Alias& alias : settings.aliases) all.push_back(alias.model);
  return Examination(settings, outbound->tls, outbound->proxy).run(bedrock, all);
}

}  // namespace gw::gateway
