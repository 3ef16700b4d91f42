#include "io/event.h"

#include "io/await.h"

namespace gw::io {

Task<void> Event::wait() { return channel_.async_receive(kAwait); }

}  // namespace gw::io
