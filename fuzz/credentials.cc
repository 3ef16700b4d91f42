// What hands out credentials, and the files that lead there: the first line says which parser, the
// rest is its input. Nothing that is accepted may end a header field early.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "aws/command_words.h"
#include "aws/credential_plan.h"
#include "aws/issued.h"
#include "aws/sso.h"
#include "aws/sts.h"
#include "aws/time.h"
#include "aws/xml.h"
#include "fuzz_sink.h"

namespace {

using namespace gw;

void check(const Result<aws::Issued>& issued) {
  if (!issued) return;
  const auto is_visible = [](char c) { return c > ' ' && c < 0x7f; };
  require(!issued->credentials.access_key_id.empty());
  require(!issued->credentials.secret_access_key.empty());
  require(std::ranges::all_of(issued->credentials.access_key_id, is_visible));
  require(std::ranges::all_of(issued->credentials.session_token.reveal(), is_visible));
}

void files(std::string_view text) {
  const aws::SharedConfig shared{aws::Ini(Secret(text)), aws::Ini(Secret(text))};
  const Environment environment;
  for (const char* profile : {"", "dev", "base"}) {
    const auto plan = aws::plan_credentials({environment, shared, profile, ""});
    require(plan || !plan.error().message.empty());
  }
}

void times(std::string_view text) {
  if (const auto time = aws::parse_iso8601(text); time && *time >= 0) {
    require(aws::parse_iso8601(aws::format_iso8601(*time)) == time);
  }
  (void)aws::parse_http_date(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto which = input.substr(0, input.find('\n'));
  const auto text = input.substr(std::min(which.size() + 1, input.size()));
  if (which == "files") files(text);
  if (which == "process") check(aws::parse_process_answer(text));
  if (which == "container") check(aws::parse_container_answer(text));
  if (which == "metadata") check(aws::parse_metadata_answer(text));
  if (which == "sso") check(aws::parse_sso_answer(text));
  if (which == "sts") check(aws::parse_assumed_role(text));
  if (which == "sts-error") require(aws::parse_sts_error(text).message.size() <= 300);
  if (which == "caller") (void)aws::parse_caller_arn(text);
  if (which == "token") {
    const auto token = aws::parse_sso_token(text);
    require(!token || aws::parse_sso_token(aws::format_sso_token(*token).reveal()).has_value());
  }
  if (which == "refresh") {
    const auto token = aws::parse_sso_refresh(text, {}, 0);
    require(token || !token.error().message.empty());
  }
  if (which == "time") times(text);
  if (which == "command") {
    const auto words = aws::split_command(text);
    require(!words || !words->empty());
  }
  return 0;
}
