package io.tallyman.shell.internal;

import io.tallyman.api.output.Amounts;
import io.tallyman.api.source.SourceOptions;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options that are amounts. Sizes and times are written as {@link Amounts} describes them. */
final class AmountConverters {
    private AmountConverters() {
    }

    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            try {
                return Amounts.size(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return Amounts.duration(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** A number of bytes, up to {@link SourceOptions#MOST_WRITE_BYTES}. */
    static final class WriteBytes implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            try {
                int bytes = Integer.parseInt(value);
                if (bytes >= 0 && bytes <= SourceOptions.MOST_WRITE_BYTES) {
                    return bytes;
                }
            } catch (NumberFormatException e) {
                // the message is the same for all that is not allowed
            }
            throw new TypeConversionException("'" + value + "' is not a number from 0 to "
                    + SourceOptions.MOST_WRITE_BYTES);
        }
    }
}
