#include "simulator/embeddings.h"

#include <map>

#include "simulator/json_object.h"
#include "simulator/native/family.h"
#include "simulator/schema.h"
#include "simulator/text.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

using bedrock::EmbeddingFormat;

struct EmbeddingFamily {
  EmbeddingFormat format;
  std::string_view shapes;
};

constexpr EmbeddingFamily kEmbeddingFamilies[] = {
    {EmbeddingFormat::titan_text, "struct Request { inputText!: str 1..50000 }"},
    {EmbeddingFormat::titan_v2, R"(
struct Request {
  inputText!: str 1..50000
  dimensions: int 256..1024
  normalize: bool
  embeddingTypes: ["float"|"binary"] 1..2
}
)"},
    {EmbeddingFormat::titan_image, R"(
struct Request { inputText: str  inputImage: blob  embeddingConfig: Config }
struct Config { outputEmbeddingLength: int 256..1024 }
)"},
    {EmbeddingFormat::cohere_v3, R"(
struct Request {
  texts: [str 1..2048] 1..96
  images: [str 1..] 1..1
  input_type!: "search_document"|"search_query"|"classification"|"clustering"|"image"
  truncate: "NONE"|"START"|"END"
  embedding_types: ["float"|"int8"|"uint8"|"binary"|"ubinary"] 1..
}
)"},
    {EmbeddingFormat::cohere_v4, R"(
struct Request {
  texts: [str 1..] 1..96
  images: [str 1..] 1..1
  inputs: [Input] 1..96
  input_type!: "search_document"|"search_query"|"classification"|"clustering"|"image"
  truncate: "NONE"|"LEFT"|"RIGHT"
  embedding_types: ["float"|"int8"|"uint8"|"binary"|"ubinary"] 1..
  output_dimension: int 256..1536
  max_tokens: int 1..128000
}
struct Input { content!: [Content] 1.. }
struct Content { type!: "text"|"image_url"  text: str 1..  image_url: Url }
struct Url { url!: str 1.. }
)"},
    {EmbeddingFormat::nova, R"(
struct Request {
  schemaVersion: "nova-multimodal-embed-v1"
  taskType!: "SINGLE_EMBEDDING"
  singleEmbeddingParams!: Params
}
struct Params {
  embeddingPurpose!: "GENERIC_INDEX"|"GENERIC_RETRIEVAL"|"TEXT_RETRIEVAL"|"IMAGE_RETRIEVAL"|"VIDEO_RETRIEVAL"|"DOCUMENT_RETRIEVAL"|"AUDIO_RETRIEVAL"|"CLASSIFICATION"|"CLUSTERING"
  embeddingDimension: int 256..3072
  text: Text
  image: Image
}
struct Text { truncationMode!: "START"|"END"|"NONE"  value!: str 1..8192 }
struct Image {
  format!: "png"|"jpeg"|"gif"|"webp"
  detailLevel: "STANDARD_IMAGE"|"DOCUMENT_IMAGE"
  source!: Source
}
struct Source { bytes!: blob }
)"},
    {EmbeddingFormat::marengo_2, R"(
struct Request {
  inputType!: "text"|"image"
  inputText: str 1..
  textTruncate: "end"|"none"
  mediaSource: Source
}
struct Source { base64String!: blob }
)"},
    {EmbeddingFormat::marengo_3, R"(
struct Request { inputType!: "text"|"image"|"text_image"  text: Text  image: Image  text_image: Both }
struct Text { inputText!: str 1.. }
struct Image { mediaSource!: Source }
struct Both { inputText!: str 1..  mediaSource!: Source }
struct Source { base64String!: blob }
)"},
};

const Shape& embedding_shape(EmbeddingFormat format) {
  static const std::map<EmbeddingFormat, Schema> kSchemas = [] {
    std::map<EmbeddingFormat, Schema> schemas;
    for (const EmbeddingFamily& each : kEmbeddingFamilies)
      schemas.try_emplace(each.format, each.shapes);
    return schemas;
  }();
  return kSchemas.at(format).at("Request");
}

Refusal malformed(std::string_view what) {
  return validation("Malformed input request: " + std::string(what) +
                    ", please reformat your input and try again.");
}

// The member that asks for a number of dimensions; null: there is none.
const Value* asked_dimensions(const Value& body) {
  if (const Value* direct = body.find("dimensions")) return direct;
  if (const Value* cohere = body.find("output_dimension")) return cohere;
  if (const Value* titan = body["embeddingConfig"].find("outputEmbeddingLength")) return titan;
  return body["singleEmbeddingParams"].find("embeddingDimension");
}

std::expected<std::size_t, Refusal> dimensions(const Value& body, const Model& model) {
  const auto& offered = model.rules->dimensions;
  const Value* asked = asked_dimensions(body);
  if (asked == nullptr) return static_cast<std::size_t>(offered.front());
  for (const std::int64_t each : offered) {
    if (static_cast<double>(each) == asked->number) return static_cast<std::size_t>(each);
  }
  return std::unexpected(malformed("#: " + to_json(*asked) + " is not a valid enum value"));
}

struct Inputs {
  std::vector<std::string> keys;  // what each vector follows from
  std::size_t bytes = 0;          // of text
};

void add_text(const Value& text, Inputs& inputs) {
  inputs.bytes += text.text.size();
  inputs.keys.push_back(text.text);
}

// A text, a picture, or both, of which the vector is one.
void add_both(const Value& text, const Value& image, Inputs& inputs) {
  inputs.bytes += text.text.size();
  inputs.keys.push_back(text.text + image.text);
}

std::expected<Inputs, Refusal> read_cohere(const Value& body, const Model& model) {
  Inputs inputs;
  const bool v3 = model.rules->embedding == EmbeddingFormat::cohere_v3;
  const bool images = body.find("images") != nullptr;
  const std::size_t kinds = (body.find("texts") != nullptr ? 1U : 0U) + (images ? 1U : 0U) +
                            (body.find("inputs") != nullptr ? 1U : 0U);
  if (kinds != 1) return std::unexpected(malformed("#: exactly one of texts, images is required"));
  if (v3 && images != (body["input_type"].text == "image"))
    return std::unexpected(validation("input_type image is for images, and for images alone"));
  for (const Value& text : body["texts"].items) add_text(text, inputs);
  for (const Value& image : body["images"].items) inputs.keys.push_back(image.text);
  for (const Value& input : body["inputs"].items) {
    Value text;
    Value image;
    for (const Value& part : input["content"].items) {
      if (part["type"].text == "text")
        text = part["text"];
      else
        image = part["image_url"]["url"];
    }
    add_both(text, image, inputs);
  }
  return inputs;
}

std::expected<Inputs, Refusal> read_inputs(const Value& body, const Model& model) {
  Inputs inputs;
  switch (model.rules->embedding) {
    case EmbeddingFormat::cohere_v3:
    case EmbeddingFormat::cohere_v4:
      return read_cohere(body, model);
    case EmbeddingFormat::nova: {
      const Value& params = body["singleEmbeddingParams"];
      const bool text = params.find("text") != nullptr;
      if (text == (params.find("image") != nullptr))
        return std::unexpected(malformed("#/singleEmbeddingParams: exactly one input is required"));
      if (text)
        add_text(params["text"]["value"], inputs);
      else
        inputs.keys.push_back(params["image"]["source"]["bytes"].text);
      return inputs;
    }
    case EmbeddingFormat::marengo_2:
      add_both(body["inputText"], body["mediaSource"]["base64String"], inputs);
      break;
    case EmbeddingFormat::marengo_3: {
      const Value* of = body.find(body["inputType"].text);
      if (of == nullptr) return std::unexpected(malformed("#: the input is missing"));
      const Value& media = of->find("mediaSource") != nullptr ? (*of)["mediaSource"] : *of;
      add_both((*of)["inputText"], media["base64String"], inputs);
      break;
    }
    default:
      add_both(body["inputText"], body["inputImage"], inputs);
      break;
  }
  if (inputs.keys.front().empty())
    return std::unexpected(malformed("#: there is neither a text nor an image"));
  return inputs;
}

void write_vector(std::string_view key, std::size_t size, json::Writer& out) {
  out.begin_array();
  for (const double number : vector_of(key, size)) out.number(number);
  out.end_array();
}

void write_titan_answer(const Value& body, const Inputs& inputs, std::size_t size,
                        std::int64_t tokens, EmbeddingFormat format, json::Writer& out) {
  out.key("embedding");
  write_vector(inputs.keys.front(), size, out);
  if (format == EmbeddingFormat::titan_v2) {
    out.key("embeddingsByType").begin_object().key("float");
    write_vector(inputs.keys.front(), size, out);
    out.end_object();
  }
  out.member("inputTextTokenCount", tokens);
  if (format == EmbeddingFormat::titan_image && body.find("message") == nullptr)
    out.key("message").null();
}

void write_cohere_answer(const Value& body, const Inputs& inputs, std::size_t size,
                         json::Writer& out) {
  const bool typed = body.find("embedding_types") != nullptr;
  out.member("id", "00000000-0000-4000-8000-000000000003");
  out.key("embeddings");
  if (typed) out.begin_object().key("float");
  out.begin_array();
  for (const std::string& key : inputs.keys) write_vector(key, size, out);
  out.end_array();
  if (typed) out.end_object();
  out.member("response_type", typed ? "embeddings_by_type" : "embeddings_floats");
  out.key("texts").begin_array();
  for (const Value& text : body["texts"].items) out.string(text.text);
  out.end_array();
}

}  // namespace

std::vector<double> vector_of(std::string_view input, std::size_t dimensions) {
  std::uint64_t state = 0xcbf29ce484222325;  // FNV-1a, then a xorshift
  for (const char c : input) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  state |= 1;
  constexpr double kScale = 1e7;
  std::vector<double> numbers(dimensions);
  for (double& number : numbers) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    number =
        static_cast<double>(static_cast<std::int64_t>(state % 20'000'001) - 10'000'000) / kScale;
  }
  return numbers;
}

std::expected<TaskAnswer, Refusal> embed(const Value& body, const Model& model) {
  const EmbeddingFormat format = model.rules->embedding;
  const auto violations = check(embedding_shape(format), body);
  if (!violations.empty()) return std::unexpected(in_native_words(violations));
  const auto size = dimensions(body, model);
  if (!size) return std::unexpected(size.error());
  const auto inputs = read_inputs(body, model);
  if (!inputs) return std::unexpected(inputs.error());
  const auto tokens = static_cast<std::int64_t>(count_tokens(inputs->bytes));
  TaskAnswer answer{.body = {}, .input_bytes = inputs->bytes};
  answer.body = json_object([&](json::Writer& out) {
    switch (format) {
      case EmbeddingFormat::cohere_v3:
      case EmbeddingFormat::cohere_v4:
        return write_cohere_answer(body, *inputs, *size, out);
      case EmbeddingFormat::nova:
        out.key("embeddings").begin_array().begin_object().member("embeddingType", "TEXT");
        out.key("embedding");
        write_vector(inputs->keys.front(), *size, out);
        out.end_object().end_array();
        return;
      case EmbeddingFormat::marengo_2:
      case EmbeddingFormat::marengo_3:
        out.key("data").begin_array().begin_object().key("embedding");
        write_vector(inputs->keys.front(), *size, out);
        out.end_object().end_array();
        return;
      default:
        return write_titan_answer(body, *inputs, *size, tokens, format, out);
    }
  });
  answer.counts_tokens =
      format != EmbeddingFormat::marengo_2 && format != EmbeddingFormat::marengo_3;
  return answer;
}

}  // namespace gw::simulator
