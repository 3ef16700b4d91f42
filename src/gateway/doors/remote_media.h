// The media that a request names by URL, fetched before it is translated.
#pragma once

#include "fetch/fetcher.h"
#include "io/cancel.h"
#include "llm/failure.h"
#include "llm/request.h"

namespace gw::gateway {

class RemoteMedia {
 public:
  explicit RemoteMedia(fetch::Fetcher fetcher) : fetcher_(std::move(fetcher)) {}

  // Whether fetch() has something to do. Where the configuration allows no fetching it has not, and
  // the translation refuses such media.
  bool wanted(const llm::Request& request) const;
  // What was a URL becomes data. Errors are 400s with the path of the part, or that `memory` has no
  // room for it; when `cancel` was canceled nobody will read them.
  io::Task<llm::Expected<>> fetch(llm::Request& request, io::CancelScope& cancel,
                                  io::BodyMemory& memory) const;

 private:
  const fetch::Fetcher fetcher_;
};

}  // namespace gw::gateway
