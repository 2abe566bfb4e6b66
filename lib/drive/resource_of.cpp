#include "drive/resource_of.hpp"

namespace kscan::drive {

const kube::Resource& resource_of(manifest::Owned::Kind kind) noexcept {
  switch (kind) {
  case manifest::Owned::Kind::config_map:
    return kube::configmaps;
  case manifest::Owned::Kind::service_account:
    return kube::serviceaccounts;
  case manifest::Owned::Kind::role:
    return kube::roles;
  case manifest::Owned::Kind::role_binding:
    return kube::rolebindings;
  }
  return kube::configmaps;
}

}  // namespace kscan::drive
