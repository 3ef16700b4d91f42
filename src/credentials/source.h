// Something that hands out credentials when it is asked.
#pragma once

#include <string>

#include "aws/issued.h"
#include "io/cancel.h"
#include "io/task.h"

namespace gw::credentials {

class Source {
 public:
  virtual ~Source() = default;
  // On the refresher's thread, one call at a time. Errors: whatever went wrong, for people.
  virtual io::Task<Result<aws::Issued>> fetch(io::CancelScope& cancel) = 0;
  // Where the credentials of the last fetch came from: "profile 'dev'".
  virtual std::string origin() const = 0;
  // True once after what it depends on (a file) has become another.
  virtual bool changed() { return false; }
  // What the operator should know of the last fetch though it went well; "" once it is told.
  virtual std::string take_warning() { return ""; }
  // AWS goes on taking these after their expiry while whoever issues them is down, and its SDKs go
  // on with them: https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
  virtual bool may_outlive_expiry() const { return false; }
};

}  // namespace gw::credentials
