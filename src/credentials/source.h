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
};

}  // namespace gw::credentials
