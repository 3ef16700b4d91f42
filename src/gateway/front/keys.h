// The gateway key of a request: who may use this gateway at all, and which models. Pure.
#pragma once

#include <expected>
#include <string_view>

#include "gateway/front/context.h"
#include "http/head.h"
#include "llm/failure.h"
#include "tenancy/directory.h"

namespace gw::gateway {

// What "Authorization: Bearer TEXT" holds; "" when there is none.
std::string_view bearer_of(const http::Fields& fields);

// A key that is right.
struct Admission {
  tenancy::Grant grant;
  // The field that holds it, which then is nobody else's, a Bedrock API key least of all.
  KeyField field = KeyField::none;
};

// Looks at "x-api-key: KEY" and "Authorization: Bearer KEY", and at the access key's id of a
// request that AWS's clients have signed. A wrong key in one does not spoil a right one in the
// other. Errors: the 401 of what is wrong.
std::expected<Admission, llm::Failure> find_key(const tenancy::Directory& directory,
                                                const http::Fields& fields, tenancy::Time now);

// What a model is called by: as the client asks for it, and what that stands for (an id, perhaps of
// a profile, or an ARN); "" where it stands for itself.
struct ModelNames {
  std::string_view asked;
  std::string_view resolved;
};
// Whether the key of a request may use a model: a pattern has to match one of its names, or the
// model's without profile and ARN. A request that needs no key may.
bool may_use(const Context& context, const ModelNames& names);
// The 404 for one that it may not use: as if there were none.
llm::Failure model_not_allowed(std::string_view asked);

}  // namespace gw::gateway
