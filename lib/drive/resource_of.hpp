#pragma once
#include "kube/resource.hpp"
#include "manifest/manifest.hpp"

namespace kscan::drive {

[[nodiscard]] const kube::Resource& resource_of(manifest::Owned::Kind kind) noexcept;

}  // namespace kscan::drive
