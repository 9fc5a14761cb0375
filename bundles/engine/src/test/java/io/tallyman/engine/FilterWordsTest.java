package io.tallyman.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"origin=exec", "origin!=exec", "!origin=exec", "comm=sh origin=exec", "openat.scope.origin=exec",
        "execId=4f*"})
    void shouldFindTheOrigin(String filter) {
        assertEquals(true, FilterWords.askOrigin(List.of("uid=7", filter)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"comm=origin", "binary=/usr/bin/origin", "label.origin=x", "label.my-origin=x"})
    void shouldNotTakeAnotherWordForTheOrigin(String filter) {
        assertEquals(filter.startsWith("label.origin"), FilterWords.askOrigin(List.of(filter)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "container=new", "containerName=web-*", "podName=web", "runtime=docker",
        "label.com.example/tier-1=front", "label.a", "comm=sh container", "openat.scope.container"})
    void shouldFindAContainerFilter(String filter) {
        assertEquals(true, FilterWords.askContainer(List.of("uid=7", filter)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!container", "not-container", "container!=new", "containerName!=web", "comm=container",
        "uid=0", "binary=/bin/runtime"})
    void shouldNotTakeAnotherWordForAContainerFilter(String filter) {
        assertEquals(false, FilterWords.askContainer(List.of(filter)));
    }
}
