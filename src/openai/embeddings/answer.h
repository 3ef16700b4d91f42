// The answer of POST /v1/embeddings: {"object":"list","data":[...],"model":...,"usage":{...}}.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/buffer.h"
#include "base/result.h"
#include "json/value.h"
#include "openai/embeddings/request.h"

namespace gw::openai {

// A vector as an element of `data`. As numbers it keeps the spelling in which the model sent them;
// base64 is of floats of 32 bits, little endian. Errors: malformed, when the vector is no list of
// numbers that fit.
Result<> append_embedding(std::size_t index, json::Value vector, VectorEncoding encoding,
                          Buffer& out);

// `elements`: those of `data`, in order, with commas between them but not between the pieces.
void write_embeddings(std::span<const Buffer> elements, std::string_view model, std::int64_t tokens,
                      Buffer& out);

}  // namespace gw::openai
