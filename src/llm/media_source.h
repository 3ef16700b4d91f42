// Where a medium's bytes are, as clients write it: a data URL in any spelling, bare base64, a URL
// to fetch, an object in S3.
#pragma once

#include <list>
#include <string>

#include "json/raw.h"
#include "llm/media.h"
#include "llm/parse.h"

namespace gw::llm {

// Fills in source, data, url and, of a data URL (RFC 2397), the media type. Base64 in the standard
// form stays where it is, whatever its size; what had to be rewritten is stored in `repaired`.
Expected<> read_source(json::RawString text, const Path& path, std::list<std::string>& repaired,
                       Media& media);

}  // namespace gw::llm
