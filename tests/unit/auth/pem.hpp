#pragma once
#include "unit/base/golden_vectors.hpp"

#include <string>

namespace kscan::test {

/// CA, CERT (of KEY, signed by CA), KEY, OTHERKEY.
inline std::string pem(const std::string& name) {
  return read_vectors("connection/pem.json").at(0).at(name).get<std::string>();
}

}  // namespace kscan::test
