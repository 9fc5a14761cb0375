package io.tallyman.engine.internal.filtering;

import io.tallyman.engine.early.CgroupOwners;

/** Stands for the owners of a source that does not share its room among owners. */
final class NoOwners implements CgroupOwners {
    @Override
    public void own(long cgroupId) {
    }

    @Override
    public void ownChildren(long cgroupId) {
    }

    @Override
    public void disown(long cgroupId) {
    }
}
