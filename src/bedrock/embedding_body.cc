#include <array>

#include "bedrock/embedding.h"
#include "json/write.h"

namespace gw::bedrock {

namespace {

using enum EmbeddingFormat;
using json::Writer;
using llm::EmbeddingInput;
using Inputs = std::span<const EmbeddingInput>;

void write_titan(EmbeddingFormat format, const EmbeddingInput& input, const EmbeddingWishes& wishes,
                 Writer& json) {
  if (input.text) json.member("inputText", *input.text);
  if (input.image) json.member("inputImage", json::RawString{input.image->data});
  if (format == titan_image && wishes.dimensions) {
    json.key("embeddingConfig").begin_object();
    json.member("outputEmbeddingLength", *wishes.dimensions).end_object();
  }
  if (format != titan_v2) return;
  if (wishes.dimensions) json.member("dimensions", *wishes.dimensions);
  if (wishes.normalize) json.member("normalize", *wishes.normalize);
}

void write_data_url(const llm::Media& image, Writer& json) {
  const std::string_view type =
      image.media_type.empty() ? std::string_view("image/png") : image.media_type;
  json.open_string().piece("data:").piece(type).piece(";base64,");
  json.piece(json::RawString{image.data}).close_string();
}

void write_content(const EmbeddingInput& input, Writer& json) {
  json.begin_object().key("content").begin_array();
  if (input.text)
    json.begin_object().member("type", "text").member("text", *input.text).end_object();
  if (input.image) {
    json.begin_object().member("type", "image_url").key("image_url").begin_object().key("url");
    write_data_url(*input.image, json);
    json.end_object().end_object();
  }
  json.end_array().end_object();
}

bool has_image(Inputs inputs) {
  for (const EmbeddingInput& input : inputs) {
    if (input.image) return true;
  }
  return false;
}

void write_cohere(EmbeddingFormat format, Inputs inputs, const EmbeddingWishes& wishes,
                  Writer& json) {
  const bool images = has_image(inputs);
  if (!images) {
    json.key("texts").begin_array();
    for (const EmbeddingInput& input : inputs) json.string(*input.text);
  } else if (format == cohere_v4) {
    json.key("inputs").begin_array();
    for (const EmbeddingInput& input : inputs) write_content(input, json);
  } else {
    json.key("images").begin_array();
    write_data_url(*inputs.front().image, json);
  }
  json.end_array();
  json.member("input_type", images && format == cohere_v3 ? "image" : wishes.purpose);
  json.key("embedding_types").begin_array().string("float").end_array();
  if (!wishes.truncate.empty()) json.member("truncate", wishes.truncate);
  if (wishes.dimensions && format == cohere_v4) json.member("output_dimension", *wishes.dimensions);
  if (wishes.max_tokens) json.member("max_tokens", *wishes.max_tokens);
}

std::string_view format_of(const llm::Media& image) {
  const std::string_view type = image.media_type;
  constexpr std::string_view kImage = "image/";
  return type.starts_with(kImage) ? type.substr(kImage.size()) : std::string_view("png");
}

void write_nova(const EmbeddingInput& input, const EmbeddingWishes& wishes, Writer& json) {
  json.member("schemaVersion", "nova-multimodal-embed-v1").member("taskType", "SINGLE_EMBEDDING");
  json.key("singleEmbeddingParams").begin_object();
  json.member("embeddingPurpose", wishes.purpose);
  if (wishes.dimensions) json.member("embeddingDimension", *wishes.dimensions);
  if (input.text) {
    json.key("text").begin_object();
    json.member("truncationMode", wishes.truncate.empty() ? "NONE" : wishes.truncate);
    json.member("value", *input.text).end_object();
  } else {
    json.key("image").begin_object().member("format", format_of(*input.image));
    json.member("detailLevel", "STANDARD_IMAGE").key("source").begin_object();
    json.member("bytes", json::RawString{input.image->data}).end_object().end_object();
  }
  json.end_object();
}

void write_media_source(const llm::Media& image, Writer& json) {
  json.key("mediaSource").begin_object();
  json.member("base64String", json::RawString{image.data}).end_object();
}

void write_marengo_2(const EmbeddingInput& input, const EmbeddingWishes& wishes, Writer& json) {
  if (input.image) {
    json.member("inputType", "image");
    return write_media_source(*input.image, json);
  }
  json.member("inputType", "text").member("inputText", *input.text);
  if (!wishes.truncate.empty())
    json.member("textTruncate", wishes.truncate == "END" ? "end" : "none");
}

void write_marengo_3(const EmbeddingInput& input, Writer& json) {
  const bool both = input.text && input.image;
  const std::string_view type = both ? "text_image" : (input.image ? "image" : "text");
  json.member("inputType", type).key(type).begin_object();
  if (input.text) json.member("inputText", *input.text);
  if (input.image) write_media_source(*input.image, json);
  json.end_object();
}

}  // namespace

void write_embedding_body(EmbeddingFormat format, Inputs inputs, const EmbeddingWishes& wishes,
                          Buffer& out) {
  Writer json(out);
  json.begin_object();
  switch (format) {
    case none:
    case titan_text:
    case titan_v2:
    case titan_image:
      write_titan(format, inputs.front(), wishes, json);
      break;
    case cohere_v3:
    case cohere_v4:
      write_cohere(format, inputs, wishes, json);
      break;
    case nova:
      write_nova(inputs.front(), wishes, json);
      break;
    case marengo_2:
      write_marengo_2(inputs.front(), wishes, json);
      break;
    case marengo_3:
      write_marengo_3(inputs.front(), json);
      break;
  }
  json.end_object();
}

}  // namespace gw::bedrock
