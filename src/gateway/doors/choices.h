// Several choices in one answer (`n`): Bedrock gives one a call, so each is a call of its own, all
// at the same time. The client sees one answer, or one stream in which the choices alternate, and
// one usage. When one choice fails the others are given up, and the failure is the answer: nobody
// gets fewer choices than asked for and takes them for all.
#pragma once

#include "gateway/doors/answer.h"
#include "gateway/doors/conversation.h"
#include "gateway/doors/provider.h"
#include "gateway/front/context.h"

namespace gw::gateway {

// Answers a conversation of several choices, whatever happens.
io::Task<void> answer_choices(Context& context, Provider& provider,
                              const Conversation& conversation, Answer& answer);

}  // namespace gw::gateway
