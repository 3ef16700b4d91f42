#include "gateway/doors/remote_media.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

using llm::Media;

bool is_remote(const Media& media) { return media.source == Media::Source::url; }

llm::Failure failure(const Media& media, const Error& error) {
  if (error.code == Errc::busy) return translate::to_failure(error);
  return llm::invalid_request(
      "Could not fetch '" + media.path + "': " + error.message +
          ". The file itself can be sent as a data URL (data:image/png;base64,...).",
      media.path, "failed_to_download_image");
}

// An empty label or name of the client's says less than the server's.
void take(const fetch::File& file, std::list<std::string>& storage, Media& media) {
  media.source = Media::Source::data;
  media.data = storage.emplace_back(to_base64(file.content.view()));
  if (media.media_type.empty()) media.media_type = file.media_type;
  if (media.file_name.empty()) media.file_name = file.name;
}

}  // namespace

bool RemoteMedia::wanted(const llm::Request& request) const {
  return fetcher_.enabled() && std::ranges::any_of(request.media, is_remote);
}

io::Task<llm::Expected<>> RemoteMedia::fetch(llm::Request& request, io::CancelScope& cancel,
                                             io::BodyMemory& memory) const {
  std::vector<Media*> remote;
  std::vector<std::string> urls;
  for (Media& media : request.media) {
    if (!is_remote(media)) continue;
    remote.push_back(&media);
    urls.push_back(media.url);
  }
  const auto files = co_await fetcher_.get_all(urls, cancel, memory);
  if (!files) {
    co_return std::unexpected(failure(*remote[files.error().index], files.error().error));
  }
  for (std::size_t i = 0; i < remote.size(); ++i) {
    if ((*files)[i].content.empty())
      co_return std::unexpected(failure(*remote[i], Error(Errc::invalid, "it is empty")));
    take((*files)[i], request.repaired, *remote[i]);
  }
  co_return llm::Expected<>();
}

}  // namespace gw::gateway
