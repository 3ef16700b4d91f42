// In which order the addresses of a host are tried (RFC 8305 section 4): the families take turns,
// so that one which leads nowhere costs one head start, whatever the number of its addresses.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace gw::policy {

// Those for which `preferred` holds take the first turn; within a family the order stays.
template <class Address, class Predicate>
std::vector<Address> interleave(const std::vector<Address>& addresses, Predicate preferred) {
  std::vector<Address> first;
  std::vector<Address> second;
  for (const Address& each : addresses) (preferred(each) ? first : second).push_back(each);
  std::vector<Address> order;
  order.reserve(addresses.size());
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) order.push_back(std::move(first[i]));
    if (i < second.size()) order.push_back(std::move(second[i]));
  }
  return order;
}

}  // namespace gw::policy
