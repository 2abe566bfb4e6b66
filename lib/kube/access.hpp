#pragma once
#include "base/error.hpp"

#include <functional>
#include <string>

namespace kscan::kube {

/// A question to the API server's authorizer, as in RBAC rules; "" means any but for the verb.
struct Access {
  std::string verb = {};
  std::string group = {};  ///< "" is the core group
  std::string resource = {};
  std::string subresource = {};
  std::string ns = {};  ///< "": all namespaces, or none
  std::string name = {};
};

struct Permission {
  bool allowed = false;
  std::string reason = {};  ///< what the authorizers say, may be ""
};

using PermissionDone = std::function<void(Result<Permission>)>;

}  // namespace kscan::kube
