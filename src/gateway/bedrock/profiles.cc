#include "gateway/bedrock/profiles.h"

#include <boost/asio/this_coro.hpp>

#include "aws/sha256.h"
#include "bedrock/inference_profile.h"

namespace gw::gateway {

namespace {

// A profile never changes its model; one that is deleted and made anew has another ARN.
constexpr std::chrono::hours kRemembered{1};
constexpr std::chrono::minutes kFailureRemembered{1};
constexpr std::size_t kMostProfiles = 1024;  // ARNs come from clients
constexpr std::size_t kMaxProfile = 256 * 1024;

// Whose credentials they are is told by all of them: the id of a key is no secret.
std::string key_of(std::string_view arn, const aws::Credentials& credentials) {
  aws::Sha256 hash;
  for (const std::string_view part :
       {std::string_view(credentials.access_key_id), credentials.secret_access_key.reveal(),
        credentials.session_token.reveal(), credentials.api_key.reveal()}) {
    hash.update(part);
    hash.update("\n");
  }
  const aws::Digest digest = hash.finish();
  return std::string(arn).append(" ").append(aws::view(digest));
}

}  // namespace

InferenceProfiles::InferenceProfiles(const upstream::Shared& shared)
    : shared_(with_short_patience(shared)) {}

io::Task<std::string> InferenceProfiles::model_of(std::string_view arn,
                                                  const aws::Endpoint& control_plane,
                                                  std::string_view region, Access& access) {
  if (known_.size() >= kMostProfiles) make_room();
  const std::string key = key_of(arn, access.credentials());
  Entry& entry = known_[key];
  if (entry.asking) {
    const io::Executor executor = co_await io::asio::this_coro::executor;
    io::Event answered(executor);
    entry.waiting.push_back(&answered);
    co_await answered.wait();
    const auto known = known_.find(key);  // the entry may have made room
    co_return known == known_.end() ? std::string() : known->second.model;
  }
  if (Clock::now() < entry.until) co_return entry.model;

  entry.asking = true;
  Result<std::string> model = co_await ask(arn, control_plane, region, access);
  entry.asking = false;
  entry.until = Clock::now();
  if (model) {
    entry.until += kRemembered;
    entry.model = *std::move(model);
  } else {
    entry.until += kFailureRemembered;  // what was known before is better than nothing
  }
  for (io::Event* waiting : entry.waiting) waiting->set();
  entry.waiting.clear();
  co_return entry.model;
}

io::Task<Result<std::string>> InferenceProfiles::ask(std::string_view arn,
                                                     const aws::Endpoint& control_plane,
                                                     std::string_view region, Access& access) {
  const std::string path = bedrock::profile_path(arn);
  io::CancelScope cancel;  // not the client's: others may wait for the same answer
  const auto answer =
      co_await ask_control_plane(shared_, control_plane, region, access, path, kMaxProfile, cancel);
  if (!answer) co_return std::unexpected(answer.error());
  if (answer->status != 200) co_return fail(Errc::invalid, "GetInferenceProfile was refused");
  co_return bedrock::read_profile_model(answer->body);
}

void InferenceProfiles::make_room() {
  std::erase_if(known_, [](const auto& known) {
    return !known.second.asking && known.second.waiting.empty();
  });
}

}  // namespace gw::gateway
