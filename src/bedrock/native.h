// InvokeModel and its stream: each family's own body out, its answer and chunks in. One file a
// family under native/; this is the table of them.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
#pragma once

#include <memory>

#include "base/buffer.h"
#include "bedrock/conversation.h"
#include "bedrock/model_rules.h"
#include "bedrock/reader.h"

namespace gw::bedrock {

// `format` is not none, here and below.
void write_native_body(NativeFormat format, const Conversation& conversation,
                       const ModelRules& rules, bool stream, Buffer& out);
std::unique_ptr<AnswerReader> make_native_reader(NativeFormat format);

}  // namespace gw::bedrock
